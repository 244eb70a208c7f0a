#!/usr/bin/env bash
# Browser journeys against a binary built now. Chromium is Debian's; nothing is downloaded but npm packages.
# What a journey needs besides (PostgreSQL, a messenger) it starts itself.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --workspace --locked
cd e2e
npm test --silent
