#!/usr/bin/env bash
# Proves with strace that a visitor's message is on the disk before he is answered (promise 1): kill -9 cannot show that,
# because the system keeps what a killed process wrote.
#
#   scripts/fsync-proof.sh        BESEDA_BIN names another binary
#
# That the proof can fail: set `synchronous` to "normal" in crates/base/src/db/lite.rs, build, run it: it ends with "was
# answered before …" (no fdatasync of the WAL at all). The same with "off".
set -euo pipefail
cd "$(dirname "$0")/.."
command -v strace >/dev/null || { echo "fsync-proof: strace is missing; scripts/need.sh test says how to get it" >&2; exit 1; }
exec node scripts/fsync-proof.mjs "${BESEDA_BIN:-target/debug/beseda}"
