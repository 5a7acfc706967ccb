#!/usr/bin/env bash
# make bench: measures the promised figures on an optimised build, with a database of its own that is as durable as a real one.
# A figure beyond its limit makes it fail. BEIAN_BENCH names one group of figures, BEIAN_BENCH_SOAK=3600 asks for the soak of an
# hour too.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/workshop.sh
. .make/workshop.sh

workshop_open durable
cargo bench --locked --bench figures
