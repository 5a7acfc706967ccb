#!/usr/bin/env bash
# make faults: what takes too long for make test: the worker is ended by kill -9 at random moments. MOMENTS=200 says how
# many, SEED repeats the chance of an earlier run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/workshop.sh
. .make/workshop.sh

workshop_open fast
export BEIAN_FAULTS="${MOMENTS:-200}"
if [ -n "${SEED:-}" ]; then export BEIAN_SEED="$SEED"; fi
cargo test --locked --test it -- --ignored --exact --nocapture \
  bureau::moments::a_worker_killed_at_random_moments_loses_nothing_and_sends_nothing_twice
