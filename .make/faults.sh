#!/usr/bin/env bash
# make faults: what takes too long for make test: programs, database and servers around it are ended, filled up and held up
# while people work. Each scenario is an ignored test. ONLY=name runs those whose name holds it, MOMENTS=200 says at how many
# moments server and worker are killed (rounds of others follow it), SEED repeats the chance of an earlier run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/workshop.sh
. .make/workshop.sh

workshop_open fast faults
export BEIAN_FAULTS="${MOMENTS:-200}" BEIAN_SEED="${SEED:-$(date +%s)}"
echo "SEED=$BEIAN_SEED"
cargo test --locked --test it --no-run
mapfile -t scenarios < <(cargo test --locked --quiet --test it -- --ignored --list --format terse |
  sed -n 's/^\(\(faults\|door\|bureau::moments\|papers::hostile\)::.*\): test$/\1/p' | grep -F -- "${ONLY:-}")
if [ ${#scenarios[@]} = 0 ]; then
  echo "No scenario is called ${ONLY:-anything}." >&2
  exit 1
fi

table='' failed=0
for scenario in "${scenarios[@]}"; do
  words=${scenario##*::}
  echo "== ${words//_/ }"
  begun=$SECONDS result=holds
  # What only root can do, or asks for a library that is not there, says so.
  if ! cargo test --locked --quiet --test it -- --ignored --exact --nocapture "$scenario" 2>&1 | tee "$work/told"; then
    result=FAILS failed=1
  elif grep -q '^NOT TRIED' "$work/told"; then
    result='not tried'
  fi
  table+=$(printf '%-9s %4d s  %s' "$result" $((SECONDS - begun)) "${words//_/ }")$'\n'
done
printf '\n%sSEED=%s repeats it.\n' "$table" "$BEIAN_SEED"
exit $failed
