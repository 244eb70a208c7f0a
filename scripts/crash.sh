#!/usr/bin/env bash
# Kills the server (and, with PostgreSQL, the database) at random moments under load, then proves that nothing was lost:
#
#   ROUNDS=30 ENGINE=sqlite|postgres [SEED=n] scripts/crash.sh        (or: make crash ROUNDS=… ENGINE=… SEED=…)
#
# The work is done by crates/crash; its head tells what is promised. It starts a PostgreSQL of its own, because it kills it.
# BESEDA_BIN names another binary to test, for example a release build.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${ENGINE:-sqlite}" = postgres ] && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null &&
  ! command -v initdb >/dev/null; then
  # Installs what is missing, or says how.
  scripts/test-services.sh true
fi

# The whole workspace, because a part of it alone is built with other features, all over again.
cargo build --quiet --workspace --locked
exec "${CARGO_TARGET_DIR:-target}/debug/crash" --rounds "${ROUNDS:-30}" --engine "${ENGINE:-sqlite}" ${SEED:+--seed "$SEED"}
