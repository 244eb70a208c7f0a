// Runs the server on SQLite under strace, posts one visitor message, and reads in the trace that the write of the message
// to the WAL was followed by a completed fdatasync of the WAL before the first byte of the answer left. See fsync-proof.sh.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START_S = 60;
const STOP_S = 30;
const MARK = `fsync-proof-${process.pid}-${Date.now()}`;
const binary = resolve(process.argv[2]);
const folder = await mkdtemp(join(tmpdir(), "beseda-fsync."));
const trace = join(folder, "trace");
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
let keep = false;

const server = spawn(
  "strace",
  // -D makes the server our own child: strace with a file as its output is deaf to SIGTERM, and its death would let the server
  // run on. -yy names files and sockets instead of their numbers; the message must fit into what is shown of a write.
  ["-D", "-f", "-yy", "-s", "70000", "-e", "trace=pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync", "-o", trace, binary, "serve"],
  {
    cwd: folder,
    env: { PATH: process.env.PATH, BESEDA_LISTEN: `127.0.0.1:${port}`, BESEDA_DATA_DIR: join(folder, "data") },
    stdio: ["ignore", "pipe", "pipe"],
  },
);
let said = "";
for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (said += text));
// Closed, not only ended: strace, who holds the same pipes, has then written its last line.
const closed = new Promise((done) => server.on("close", () => done(true)));

try {
  await ready();
  await post("one visitor message");
  server.kill("SIGTERM");
  if (!(await Promise.race([closed, pause(STOP_S * 1000, false, { ref: false })]))) throw new Error(`the server had not stopped after ${STOP_S} s`);
  console.log(judge(await readFile(trace, "utf8")));
} catch (error) {
  keep = true;
  console.error(`fsync-proof: ${error.message}\nthe trace is kept in ${folder}\n${said.slice(-2000)}`);
  process.exitCode = 1;
} finally {
  if (server.exitCode === null && server.signalCode === null) server.kill("SIGKILL");
  if (!keep) await rm(folder, { recursive: true, force: true });
}
// Whatever still holds a pipe of ours must not hold us.
process.exit();

async function freePort() {
  const probe = createServer();
  await new Promise((listening) => probe.listen(0, "127.0.0.1", listening));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

async function ready() {
  for (const end = Date.now() + START_S * 1000; Date.now() < end; await pause(50)) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`the server was not ready after ${START_S} s`);
}

async function ask(path, body, headers = {}) {
  const answer = await fetch(base + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return { body: await answer.json(), cookie: answer.headers.get("set-cookie")?.split(";")[0] };
}

async function post(text) {
  const project = { name: "Proof", language: "en", timezone: "UTC" };
  const owner = { code: null, name: "Owner", email: "owner@beseda.example", password: "a long enough password", project };
  const { cookie } = await ask("/api/v1/setup", owner, { origin: base });
  const { body: site } = await ask("/api/v1/channels", { kind: "site_chat", name: "Shop" }, { origin: base, cookie });
  const { body: session } = await ask(`/chat/${site.key}/session`, { token: null, identity: null });
  const message = { ref: MARK, text, file_ids: [], reply_to: null, form: null, page: null };
  await ask(`/chat/${site.key}/messages`, message, { authorization: `Bearer ${session.token}` });
}

/** The calls of a trace: each with the line where it began and the line where it had ended. */
function calls(text) {
  const open = new Map();
  const all = [];
  text.split("\n").forEach((line, number) => {
    const [, thread, rest] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (!thread) return;
    if (rest.startsWith("<... ")) {
      const call = open.get(thread);
      open.delete(thread);
      if (call) Object.assign(call, { text: call.text + rest, ended: number });
      return;
    }
    const call = { text: rest, began: number, ended: rest.includes("<unfinished ...>") ? Infinity : number };
    if (call.ended === Infinity) open.set(thread, call);
    all.push(call);
  });
  return all;
}

function judge(text) {
  const all = calls(text);
  const isOk = (call) => /= 0$/.test(call.text);
  const written = all.find((call) => /^pwrite64\(\d+<[^>]*-wal>/.test(call.text) && call.text.includes(MARK));
  if (!written) throw new Error("no write of the message to the WAL is in the trace");
  const answered = all.find(
    (call) => /^(write|writev|sendto|sendmsg)\(\d+<TCP/.test(call.text) && call.text.includes("HTTP/1.1 200") && call.text.includes(MARK),
  );
  if (!answered) throw new Error("no answer to the message is in the trace");
  const synced = all.find(
    (call) => /^(fdatasync|fsync)\(\d+<[^>]*-wal>/.test(call.text) && isOk(call) && call.began > written.ended,
  );
  if (!synced || synced.ended > answered.began) {
    throw new Error(
      `the message was answered before it was on the disk: written to the WAL in line ${written.ended + 1} of the trace, ` +
        `answered in line ${answered.began + 1}, WAL synced ${synced ? `in line ${synced.ended + 1}` : "never"}`,
    );
  }
  return (
    `fsync-proof: the WAL write of the message (line ${written.ended + 1}), its fdatasync (line ${synced.ended + 1}), ` +
    `then the answer (line ${answered.began + 1})`
  );
}
