#!/usr/bin/env bash
# make faults: what takes too long for make test: programs, database and servers around it are ended, filled up and held up
# while people work. Each scenario is an ignored test: those that time answers go alone, the others, which wait for programs to
# start or to end most of their time, two at a time. ONLY=name runs those whose name holds it, MOMENTS=200 says at how many
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

# try SCENARIO: tells what it told when it is over, and what became of it.
try() {
  local words=${1##*::} begun=$SECONDS result=holds told
  told=$(mktemp "$work/told.XXXXXX")
  # What only root can do, or asks for a library that is not there, says so.
  if ! cargo test --locked --quiet --test it -- --ignored --exact --nocapture "$1" >"$told" 2>&1; then
    result=FAILS
  elif grep -q '^NOT TRIED' "$told"; then
    result='not tried'
  fi
  words=${words//_/ }
  printf '== %s\n%s\n' "$words" "$(cat "$told")"
  printf '%-9s %4d s  %s\n' "$result" $((SECONDS - begun)) "$words" >>"$work/table"
}

times() { # times SCENARIO: whether it holds how long answers take
  [[ $1 =~ ^(door|papers::hostile):: ]]
}

begun=$SECONDS
for scenario in "${scenarios[@]}"; do
  if times "$scenario"; then try "$scenario"; fi
done
for scenario in "${scenarios[@]}"; do
  if times "$scenario"; then continue; fi
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
  try "$scenario" &
done
wait
printf '\n'
cat "$work/table"
printf '%d s in all. SEED=%s repeats it.\n' $((SECONDS - begun)) "$BEIAN_SEED"
if grep -q '^FAILS' "$work/table"; then exit 1; fi
