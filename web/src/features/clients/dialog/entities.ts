/**
 * Text with its marks as a flat list of runs. Offsets are UTF-16 units and come from outside: they are cut to the text,
 * and only links that are safe to follow become links.
 */
import type { Entity } from "@/api/types";

export interface Run {
  text: string;
  types: Entity["type"][];
  href: string | null;
}

const MAX_ENTITIES = 200;
const bare = /\bhttps?:\/\/[^\s<>"«»]+[^\s<>"«».,!?:;)\]}']/gi;

export function runs(text: string, entities: readonly Entity[]): Run[] {
  const marks = [...entities.slice(0, MAX_ENTITIES), ...bareLinks(text, entities)].filter(
    (mark) => mark.length > 0 && mark.offset >= 0 && mark.offset < text.length,
  );
  const edges = new Set([0, text.length]);
  for (const mark of marks) {
    edges.add(mark.offset);
    edges.add(Math.min(text.length, mark.offset + mark.length));
  }
  const points = [...edges].sort((a, b) => a - b);
  const all: Run[] = [];
  for (let index = 0; index + 1 < points.length; index += 1) {
    const from = points[index] ?? 0;
    const to = points[index + 1] ?? text.length;
    const over = marks.filter((mark) => mark.offset <= from && mark.offset + mark.length >= to);
    const link = over.find((mark) => mark.type === "link");
    const target = link ? safeLink(link.url ?? text.slice(link.offset, link.offset + link.length)) : null;
    all.push({ text: text.slice(from, to), types: over.map((mark) => mark.type).filter((type) => type !== "link"), href: target });
  }
  return all;
}

/** http, https, mailto and tel; a bare "example.com" is taken as https. Everything else stays text. */
export function safeLink(url: string): string | null {
  const trimmed = url.trim();
  if (/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(trimmed)) return `mailto:${trimmed}`;
  const candidate = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  try {
    const parsed = new URL(candidate);
    return ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** Messengers mark links themselves, website visitors do not. */
function bareLinks(text: string, entities: readonly Entity[]): Entity[] {
  const taken = entities.filter((entity) => entity.type === "link" || entity.type === "code" || entity.type === "pre");
  return [...text.matchAll(bare)].slice(0, MAX_ENTITIES).flatMap((match) => {
    const offset = match.index;
    const length = match[0].length;
    const overlaps = taken.some((entity) => entity.offset < offset + length && offset < entity.offset + entity.length);
    return overlaps ? [] : [{ type: "link" as const, offset, length, url: null }];
  });
}
