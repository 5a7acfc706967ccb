#!/usr/bin/env bash
# make previous: whether the last release works on the schema of this version, as it must while the two overlap: its own tests,
# without browsers and without those about the schema itself, on our migrations and grants. PREVIOUS names another release.
# Takes as long as a build of all of it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/workshop.sh
. .make/workshop.sh

release=${PREVIOUS:-$(sed -n 's/^# release //p' tests/it/upgrades/previous.schema)}
folder=$PWD/target/previous/sources

close() {
  git worktree remove --force "$folder" 2>/dev/null || true
  workshop_close
}

workshop_open fast
trap close EXIT
git worktree remove --force "$folder" 2>/dev/null || true
git worktree add --detach "$folder" "$release"
rm -rf "$folder/migrations"
cp -a migrations "$folder/migrations"
cp src/db/grants.rs "$folder/src/db/grants.rs"
root=$PWD
cd "$folder"
.make/assets.sh
# A process for each test where nextest is there: one that puts dated data in force is seen by the others of its process.
runner=(cargo test)
if cargo nextest --version >/dev/null 2>&1; then runner=(cargo nextest run --no-fail-fast); fi
CARGO_TARGET_DIR="$root/target/previous/build" "${runner[@]}" --locked --test it -- \
  --skip schema:: --skip upgrades:: --skip journeys::
