// A PostgreSQL of the journey's own, on a socket in its own folder, because it is stopped in the middle.
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Debian keeps its programs out of the path. */
function programs() {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = [...versions.map((version) => join(root, version, "bin")), "/usr/local/bin", "/usr/bin"].find((folder) => existsSync(join(folder, "initdb")));
  if (!found) throw new Error("PostgreSQL is not installed; scripts/need.sh test says how");
  return found;
}

/** It refuses to run as root; then the user `postgres` does. */
function owner() {
  if (process.getuid() !== 0) return {};
  const id = (flag) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

export function startPostgres() {
  const bin = programs();
  // The path of a socket may have about a hundred characters, so a short folder.
  const folder = mkdtempSync("/tmp/beseda-pg.");
  const who = owner();
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, "data");
  const run = (program, ...rest) => execFileSync(join(bin, program), rest, { ...who, cwd: folder, stdio: "ignore" });
  run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
  const settings = `-c listen_addresses= -c unix_socket_directories=${folder} -c max_connections=100 -c timezone=UTC`;
  const start = () => run("pg_ctl", "-D", data, "-l", join(folder, "server.log"), "-o", settings, "-t", "60", "-w", "start");
  const stop = () => run("pg_ctl", "-D", data, "-m", "immediate", "-t", "30", "-w", "stop");
  start();
  return {
    url: `postgres://postgres@${encodeURIComponent(folder)}/postgres`,
    start,
    /** As if its machine had lost its current. */
    stop,
    remove() {
      if (existsSync(join(data, "postmaster.pid"))) stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
