#!/usr/bin/env bash
# Makes sure that what the build and the tests need is on this machine: scripts/need.sh build | test
# What is missing is installed when running as root, saying so first; otherwise the exact command is printed and this fails.
set -euo pipefail

missing=()
want() { # want COMMAND-OR-PATH PACKAGE
  if ! command -v "$1" >/dev/null 2>&1 && ! compgen -G "$1" >/dev/null; then missing+=("$2"); fi
}

for tool in cargo node npm; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "need: $tool is not installed; Beseda is built with Rust (rustup.rs) and Node 20 or newer" >&2
    exit 1
  fi
done

want cc gcc
want make make
if [ "${1:-build}" = test ]; then
  want '/usr/lib/postgresql/*/bin/postgres' postgresql
  want nats-server nats-server
  want chromium chromium
  want strace strace
  want curl curl
  # A full disk in the journeys: a small file system where this may be mounted, else a limit on what the server may write.
  want mount mount
  want prlimit util-linux
fi

if [ ${#missing[@]} -gt 0 ]; then
  command="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" = 0 ]; then
    echo "need: installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $command >/dev/null
  else
    echo "need: missing ${missing[*]}; run: sudo $command" >&2
    exit 1
  fi
fi
