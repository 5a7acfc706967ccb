#!/usr/bin/env bash
# make faults: what takes too long for make test: programs, database and servers around it are ended, filled up and held up
# while people work. Each scenario is an ignored test. ONLY=name runs those whose name holds it, MOMENTS=200 says at how many
# moments server and worker are killed (rounds of others follow it), SEED repeats the chance of an earlier run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/workshop.sh
. .make/workshop.sh

# These two are the longest, and wait most of their time: one for answers that leave at a full step, one for programs to start.
# They go side by side.
readonly BESIDE=door::timing::known_and_unknown_accounts_are_answered_in_the_same_time
readonly BESIDE_IT=bureau::moments::a_worker_killed_at_random_moments_loses_nothing_and_sends_nothing_twice

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

table='' failed=0 beside=

try() { # try SCENARIO
  cargo test --locked --quiet --test it -- --ignored --exact --nocapture "$1" 2>&1
}

note() { # note SCENARIO SECONDS CODE TOLD
  local words=${1##*::} result=holds
  # What only root can do, or asks for a library that is not there, says so.
  if [ "$3" != 0 ]; then
    result=FAILS failed=1
  elif grep -q '^NOT TRIED' "$4"; then
    result='not tried'
  fi
  table+=$(printf '%-9s %4d s  %s' "$result" "$2" "${words//_/ }")$'\n'
}

is_asked() { printf '%s\n' "${scenarios[@]}" | grep -qxF -- "$1"; }

if is_asked "$BESIDE" && is_asked "$BESIDE_IT"; then
  { try "$BESIDE" >"$work/beside" && echo 0 || echo 1; } >"$work/beside-code" &
  beside=$!
fi
for scenario in "${scenarios[@]}"; do
  begun=$SECONDS code=0 told=$work/told
  printf '== %s\n' "$(words=${scenario##*::} && echo "${words//_/ }")"
  if [ "$scenario" = "$BESIDE" ] && [ -n "$beside" ]; then
    wait "$beside"
    code=$(cat "$work/beside-code") told=$work/beside
    cat "$told"
  else
    try "$scenario" | tee "$told" || code=1
  fi
  note "$scenario" $((SECONDS - begun)) "$code" "$told"
done
printf '\n%sSEED=%s repeats it.\n' "$table" "$BEIAN_SEED"
exit $failed
