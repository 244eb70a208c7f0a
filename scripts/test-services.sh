#!/usr/bin/env bash
# Runs a command with a PostgreSQL and a NATS server of its own, and stops both afterwards:
#
#   scripts/test-services.sh cargo nextest run
#
# The command sees BESEDA_TEST_POSTGRES and BESEDA_TEST_NATS. Without a command the two lines are printed and the servers run
# until Ctrl-C. Everything lives in a temporary folder; PostgreSQL listens on a socket inside it, NATS on a free loopback port.
set -euo pipefail

say() { printf 'test-services: %s\n' "$*" >&2; }

# The newest PostgreSQL: Debian keeps its programs out of the path.
postgres_bin() {
  local initdb
  initdb=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$initdb" ] || initdb=$(command -v initdb || true)
  [ -n "$initdb" ] && dirname "$initdb"
}

nats_server() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nats-server; }

install_missing() {
  local missing=()
  postgres_bin >/dev/null || missing+=(postgresql)
  nats_server >/dev/null || missing+=(nats-server)
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "missing: ${missing[*]}. Install with: sudo apt-get install -y --no-install-recommends ${missing[*]}"
    exit 1
  fi
  say "installing ${missing[*]} with apt-get"
  apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_postgres() {
  local settings="-c listen_addresses= -c unix_socket_directories=$home -c max_connections=200 -c fsync=on -c timezone=UTC"
  mkdir "$home/data"
  [ "$(id -u)" != 0 ] || chown -R postgres "$home"
  cd "$home"
  as_owner "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --no-locale >"$home/initdb.log" 2>&1 ||
    { cat "$home/initdb.log" >&2; return 1; }
  as_owner "$bin/pg_ctl" -D "$home/data" -l "$home/data/server.log" -o "$settings" -t 60 -w start >&2 ||
    { cat "$home/data/server.log" >&2; return 1; }
  cd "$OLDPWD"
  BESEDA_TEST_POSTGRES="postgres://postgres@${home//\//%2F}/postgres"
}

start_nats() {
  local attempt port
  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 40000))
    "$nats" -a 127.0.0.1 -p "$port" >"$home/nats-$attempt.log" 2>&1 &
    nats_pid=$!
    for _ in $(seq 100); do
      kill -0 "$nats_pid" 2>/dev/null || break
      # Its own word, because something else may listen on this port.
      if grep -q 'Server is ready' "$home/nats-$attempt.log"; then
        BESEDA_TEST_NATS="nats://127.0.0.1:$port"
        return 0
      fi
      sleep 0.1
    done
    kill "$nats_pid" 2>/dev/null || true
  done
  cat "$home"/nats-*.log >&2
  return 1
}

stop() {
  local status=$?
  trap - EXIT INT TERM
  [ -z "$nats_pid" ] || kill "$nats_pid" 2>/dev/null || true
  [ ! -f "$home/data/postmaster.pid" ] || as_owner "$bin/pg_ctl" -D "$home/data" -m immediate -t 30 -w stop >/dev/null || true
  rm -rf "$home"
  exit "$status"
}

install_missing
bin=$(postgres_bin)
nats=$(nats_server)
nats_pid=
# The path of a socket may have about a hundred characters, so a short folder.
home=$(mktemp -d /tmp/beseda-test.XXXXXX)
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
start_postgres
start_nats
export BESEDA_TEST_POSTGRES BESEDA_TEST_NATS

if [ $# -gt 0 ]; then
  "$@"
else
  printf 'BESEDA_TEST_POSTGRES=%s\nBESEDA_TEST_NATS=%s\n' "$BESEDA_TEST_POSTGRES" "$BESEDA_TEST_NATS"
  wait "$nats_pid"
fi
