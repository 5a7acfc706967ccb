#!/usr/bin/env bash
# make bench: measures the promised figures on an optimised build, with a database of its own that is as durable as a real one.
# A figure beyond its limit makes it fail. BEIAN_BENCH names one group of figures; BEIAN_BENCH=soak is the soak of an hour alone,
# BEIAN_BENCH_SOAK says for how many seconds (with all figures: asks for it too).
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/workshop.sh
. .make/workshop.sh

workshop_open durable
export BEIAN_BENCH_LOG=$CLUSTER/log # where the server tells its plans when asked to
cargo bench --locked --bench figures
