#!/usr/bin/env bash
# Browser journeys against a binary built now. Chromium is Debian's; nothing is downloaded but npm packages.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --workspace --locked
cd e2e
npm test --silent
