#!/usr/bin/env bash
# make fuzz: every fuzz target for a while, outside make test. EACH=600 says how many seconds a target has; TARGETS names some.
# Needs cargo-fuzz (cargo install cargo-fuzz) and a nightly toolchain. What makes one fail is kept in fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/.."

for target in ${TARGETS:-$(cargo +nightly fuzz list)}; do
  cargo +nightly fuzz run --dev "$target" -- -max_total_time="${EACH:-60}" -max_len=65536 -rss_limit_mb=1024 -timeout=10
done
