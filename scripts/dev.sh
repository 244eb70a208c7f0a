#!/usr/bin/env bash
# A server on 8080 and the page with hot reload on 5173; both end together.
set -euo pipefail
cd "$(dirname "$0")/.."
trap 'kill 0' EXIT
cargo run -p beseda -- serve --listen 127.0.0.1:8080 --data data &
(cd web && npm run dev)
