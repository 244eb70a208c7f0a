// Marked-up text as a tree, and the addresses a link may have. Offsets are UTF-16 units and come from the network:
// they may overlap, repeat or lie outside of the text.
import type { Entity } from "./types";

export type Node = string | { type: Entity["type"]; url: string | null; children: Node[] };

/** The address when a click on it may only open a page, write a letter or call; else null. */
export function safeUrl(address: string | null | undefined): string | null {
  if (!address || address.length > 2000) return null;
  try {
    const url = new URL(address);
    return /^(https?|mailto|tel):$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Bare addresses in text. What ends a sentence does not belong to the address. */
const BARE = /https?:\/\/[^\s<>"'«»]+[^\s<>"'«».,;:!?)\]}]/gi;

function linkify(text: string): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  BARE.lastIndex = 0;
  for (let match = BARE.exec(text); match; match = BARE.exec(text)) {
    const url = safeUrl(match[0]);
    if (!url) continue;
    const at = match.index;
    if (at > from) nodes.push(text.slice(from, at));
    nodes.push({ type: "link", url, children: [match[0]] });
    from = at + match[0].length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

interface Span {
  type: Entity["type"];
  url: string | null;
  start: number;
  end: number;
}

/** The text as nested nodes. A span that overlaps the end of its parent is cut in two. */
export function parseEntities(text: string, entities: readonly Entity[]): Node[] {
  const spans: Span[] = [];
  for (const { type, url, offset, length } of entities.slice(0, 200)) {
    const start = Math.max(0, offset);
    const end = Math.min(text.length, offset + length);
    if (start < end) spans.push({ type, url, start, end });
  }
  return build(text, 0, text.length, spans, true);
}

function build(text: string, start: number, end: number, spans: Span[], bare: boolean): Node[] {
  const nodes: Node[] = [];
  const plain = (from: number, to: number) => {
    const part = text.slice(from, to);
    if (part) nodes.push(...(bare ? linkify(part) : [part]));
  };
  const waiting = spans.slice().sort((a, b) => a.start - b.start || b.end - a.end);
  let at = start;
  for (let span = waiting.shift(); span; span = waiting.shift()) {
    const parent = span;
    plain(at, parent.start);
    const inner: Span[] = [];
    const rest: Span[] = [];
    for (const other of waiting.splice(0)) {
      if (other.start >= parent.end) rest.push(other);
      else {
        inner.push({ ...other, end: Math.min(other.end, parent.end) });
        if (other.end > parent.end) rest.push({ ...other, start: parent.end });
      }
    }
    waiting.push(...rest.sort((a, b) => a.start - b.start || b.end - a.end));
    const raw = /^(code|pre|link)$/.test(parent.type);
    const url = parent.type === "link" ? safeUrl(parent.url || text.slice(parent.start, parent.end)) : null;
    const children = build(text, parent.start, parent.end, inner, bare && !raw);
    // A link to somewhere that is not allowed stays as its text.
    if (parent.type === "link" && !url) nodes.push(...children);
    else nodes.push({ type: parent.type, url, children });
    at = parent.end;
  }
  plain(at, end);
  return nodes;
}
