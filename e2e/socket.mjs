// The live socket as a program sees it: on a bare connection, which can be cut in the middle of a frame.
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { api } from "./lib.mjs";

/** Opens `/ws`; `onFrame` gets each frame. `cut` breaks the connection off as a lost network does, without a word. */
function open(server, { cookie, project }, onFrame, onLost) {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url}/ws?project=${project}`, {
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
        Origin: server.url,
        Cookie: cookie,
      },
    });
    asked.once("error", reject);
    asked.once("response", (answer) => reject(new Error(`no socket but ${answer.statusCode}`)));
    asked.once("upgrade", (_, wire, head) => {
      let rest = head;
      let lost = false;
      const lose = () => {
        if (lost) return;
        lost = true;
        wire.destroy();
        onLost();
      };
      const read = () => {
        for (let frame = next(rest); frame && !lost; frame = next(rest)) {
          rest = rest.subarray(frame.size);
          if (frame.kind === 0x9) wire.write(masked(0xa, frame.body));
          if (frame.kind === 0x8) lose();
          if (frame.kind === 0x1) onFrame(JSON.parse(frame.body.toString("utf8")));
        }
      };
      wire.on("data", (chunk) => {
        rest = Buffer.concat([rest, chunk]);
        read();
      });
      wire.on("error", lose);
      wire.on("close", lose);
      resolve({ say: (frame) => wire.write(masked(0x1, Buffer.from(JSON.stringify(frame)))), cut: lose });
      read();
    });
    asked.end();
  });
}

/** The first whole frame of these bytes. */
function next(bytes) {
  if (bytes.length < 2) return null;
  const short = bytes[1] & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return null;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < head + length) return null;
  return { kind: bytes[0] & 0x0f, body: bytes.subarray(head, head + length), size: head + length };
}

/** A short frame of a client, which has to be masked. */
function masked(kind, body) {
  const mask = randomBytes(4);
  const hidden = body.map((byte, at) => byte ^ mask[at % 4]);
  return Buffer.concat([Buffer.from([0x80 | kind, 0x80 | body.length]), mask, hidden]);
}

/**
 * Follows the log like a program of somebody else: every event once and in order, whatever happens to the line. `cuts` are the numbers
 * of events after which it breaks off. What it has missed comes by the new socket, or is asked for before that (`asks`).
 */
export async function follow(who, server, { after, cuts, asks }) {
  const { project } = await api(who, server, "GET", "/api/v1/me");
  const cookie = (await who.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const follower = { events: [], cuts: 0, faults: [], stop: () => {} };
  let cursor = after;
  let stopped = false;
  let socket;
  const take = (event) => {
    if (event.seq <= cursor) follower.faults.push(`${event.seq} came after ${cursor}`);
    cursor = event.seq;
    follower.events.push({ seq: event.seq, kind: event.kind, client_id: event.client_id, message_id: event.message_id });
  };
  const onFrame = (frame) => {
    if (!["event", "gone", "appeared", "beat"].includes(frame.type)) {
      if (frame.type === "resync") follower.faults.push("nothing could be caught up with");
      return;
    }
    if (frame.prev > cursor) follower.faults.push(`${frame.seq} follows ${frame.prev}, not ${cursor}`);
    if (frame.type === "event") take(frame);
    else cursor = Math.max(cursor, frame.seq);
    if (follower.cuts < cuts.length && follower.events.length >= cuts[follower.cuts]) {
      follower.cuts += 1;
      socket.cut();
    }
  };
  const missed = async () => {
    for (;;) {
      const page = await api(who, server, "GET", `/api/v1/events?after=${cursor}&limit=500`);
      for (const event of page.items) take(event);
      const before = cursor;
      cursor = Math.max(cursor, page.last_seq);
      if (page.items.length === 0 || cursor === before) return;
    }
  };
  const connect = async () => {
    if (stopped) return;
    if (asks && follower.cuts > 0) await missed();
    socket = await open(server, { cookie, project: project.id }, onFrame, () => void connect().catch((error) => follower.faults.push(String(error))));
    socket.say({ type: "hello", after: cursor });
  };
  await connect();
  follower.stop = () => {
    stopped = true;
    socket.cut();
  };
  return follower;
}
