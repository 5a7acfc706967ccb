#!/usr/bin/env bash
# The part of make faults at the door: 800 slow connections of each kind, 60 sign-ins at one instant, and whether the time of an
# answer tells that somebody has an account. It measures times: nothing else should run beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${TEST_DATABASE_URL:-}" ]; then
  # shellcheck source=.make/workshop.sh
  . .make/workshop.sh
  workshop_open fast
fi
cargo test --locked --test it -- --ignored --nocapture --test-threads=1 door::
