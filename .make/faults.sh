#!/usr/bin/env bash
# make faults: what takes too long for make test: the worker is ended by kill -9 at random moments. MOMENTS=200 says how
# many, SEED repeats the chance of an earlier run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/cluster.sh
. .make/cluster.sh

work=

clean_up() {
  trap - EXIT INT TERM HUP
  cluster_stop immediate || true
  if [ -n "$CLUSTER" ]; then rm -rf "$CLUSTER"; fi
  if [ -n "$work" ]; then rm -rf "$work"; fi
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
.make/packages.sh test
.make/assets.sh
work=$(mktemp -d /tmp/beian-faults.XXXXXX)
chmod 711 "$work"
mkdir -m 700 "$work/tmp"
export TMPDIR="$work/tmp"
if [ -z "${TEST_DATABASE_URL:-}" ]; then
  cluster_place "$work/postgres"
  cluster_start fast
  TEST_DATABASE_URL=$(cluster_url postgres postgres)
  export TEST_DATABASE_URL
fi
export BEIAN_FAULTS="${MOMENTS:-200}"
if [ -n "${SEED:-}" ]; then export BEIAN_SEED="$SEED"; fi
cargo test --locked --test it -- --ignored --exact --nocapture \
  bureau::moments::a_worker_killed_at_random_moments_loses_nothing_and_sends_nothing_twice
