#!/usr/bin/env bash
# make bench: measures the promised figures on an optimised build, with a database of its own that is as durable as a real one.
# A figure beyond its limit makes it fail.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/workshop.sh
. .make/workshop.sh

workshop_open durable
cargo bench --locked --bench figures
