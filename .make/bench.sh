#!/usr/bin/env bash
# make bench: measures the promised figures on an optimised build, with a database of its own that is as durable as a real one.
# A figure beyond its limit makes it fail.
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
work=$(mktemp -d /tmp/beian-bench.XXXXXX)
chmod 711 "$work"
cluster_place "$work/postgres"
cluster_start durable
TEST_DATABASE_URL=$(cluster_url postgres postgres)
export TEST_DATABASE_URL
cargo bench --locked --bench figures
