// A disk that can be full. Where this process may mount, it is a small file system in memory, and full means that a file of
// ours has taken all of it. Where it may not (not root, a container without the right), the server itself is forbidden to write
// to files: the kernel refuses each write of its process as a full disk would.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CHUNK = Buffer.alloc(64 * 1024, 1);
const PAGE = CHUNK.subarray(0, 4096);

/** `fill()`, `free()` and `remove()`; `env` and `wrap` are for `startServer`. */
export function smallDisk(mebibytes) {
  const folder = mkdtempSync(join(tmpdir(), "beseda-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "tmpfs", folder]).status === 0;
  return mounted ? ownFileSystem(folder) : forbidden(folder);
}

function ownFileSystem(folder) {
  const ballast = join(folder, "ballast");
  return {
    folder,
    wrap: (command) => command,
    fill() {
      const file = openSync(ballast, "a");
      // In big pieces, then in the smallest that the file system gives out.
      for (const piece of [CHUNK, PAGE]) {
        try {
          for (;;) if (writeSync(file, piece) < piece.length) break;
        } catch (error) {
          if (error.code !== "ENOSPC") throw error;
        }
      }
      closeSync(file);
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      spawnSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function forbidden(folder) {
  let pid = null;
  const limit = (bytes) => {
    const done = spawnSync("prlimit", ["--pid", `${pid()}`, `--fsize=${bytes}:unlimited`]);
    if (done.status !== 0) throw new Error(`prlimit: ${done.stderr}`);
  };
  return {
    folder,
    // Without the trap the first refused write would end the process instead of failing.
    wrap: ([program, ...rest], ownPid) => {
      pid = ownPid;
      return ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh", program, ...rest];
    },
    fill: () => limit(0),
    free: () => limit("unlimited"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
