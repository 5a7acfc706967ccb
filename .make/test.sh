#!/usr/bin/env bash
# make test: every check. Starts a database of its own, leaves nothing behind. The last line is
# "tests: N passed, N failed"; the exit code is 0 only when every check passed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/cluster.sh
. .make/cluster.sh

work=
lints= # the process that lints
failed=()

step() { printf '\n== %s\n' "$*"; }

clean_up() {
  trap - EXIT INT TERM HUP
  if [ -n "$lints" ]; then kill "$lints" 2>/dev/null || true; fi
  cluster_stop immediate || true
  if [ -n "$CLUSTER" ]; then rm -rf "$CLUSTER"; fi
  if [ -n "$work" ]; then rm -rf "$work"; fi
}

check() { # check NAME COMMAND...
  local name=$1
  shift
  step "$name"
  "$@" || { failed+=("$name"); echo "FAILED: $name"; }
}

# Settings of whoever runs this must not reach the tests.
forget_settings() {
  local name
  for name in $(compgen -e); do
    case $name in DATABASE_URL | MIGRATION_DATABASE_URL | BEIAN_* | INSTA_* | RUST_LOG) unset "$name" ;; esac
  done
}

start_database() {
  if [ -n "${TEST_DATABASE_URL:-}" ]; then
    echo "Using the server of TEST_DATABASE_URL"
    return
  fi
  cluster_place "$work/postgres"
  cluster_start fast
  TEST_DATABASE_URL=$(cluster_url postgres postgres)
  export TEST_DATABASE_URL
}

# Most of a build of one large crate keeps one core busy: the other lints meanwhile, in a folder of its own, as two cargos
# wait for one another in the same one. One target after the other: the build needs 7 GB for each of two at a time, and what
# does not fit into memory takes ten times as long.
start_lints() {
  CARGO_BUILD_JOBS=1 cargo clippy --locked --all-targets --target-dir target/lint -- -D warnings >"$work/lints.log" 2>&1 &
  lints=$!
}

end_lints() {
  local code=0
  wait "$lints" || code=$?
  lints=
  cat "$work/lints.log"
  return "$code"
}

# Short and open to the database's user, whatever TMPDIR is. In memory where there is room: every test makes a database and
# files of its own, and on a disk making and dropping a database takes ten times as long.
make_work() {
  local memory=/dev/shm place=/tmp free
  free=$(df -Pk "$memory" 2>/dev/null | awk 'NR == 2 { print $4 }')
  if [ "$(stat -f -c %T "$memory" 2>/dev/null)" = tmpfs ] && [ -w "$memory" ] && [ "${free:-0}" -gt 2000000 ]; then
    place=$memory
  fi
  work=$(mktemp -d "$place/beian-test.XXXXXX")
  chmod 711 "$work"
  mkdir -m 700 "$work/tmp"
  export TMPDIR="$work/tmp"
}

# Tests wait for mails and for one another's locks a third of their time: twice as many at once keep every core busy. How
# many browsers that may be is told in .config/nextest.toml; cargo's own runner cannot be told, so it gets half as many more.
tests() { # tests ARGUMENTS: by nextest where it is installed
  local cores
  cores=$(nproc)
  if cargo nextest --version >/dev/null 2>&1; then
    NEXTEST_TEST_THREADS=$((cores * 2)) cargo nextest run --locked "$@"
  else
    RUST_TEST_THREADS=$((cores + cores / 2)) cargo test --locked "$@"
  fi
}

run_tests() { tests --no-fail-fast 2>&1 | tee "$work/tests.log"; }

# Numbers from the runner's own words: nextest has one summary, cargo one line a test program. Each other check that
# failed counts as one.
summary() {
  awk -v others="$2" '
    /Summary \[/ {
      told = 1
      for (i = 2; i <= NF; i++) {
        if ($i ~ /^passed/) passed += $(i - 1)
        if ($i ~ /^failed/ || ($i ~ /^timed/ && $(i + 1) ~ /^out/) || ($i ~ /^exec/ && $(i + 1) ~ /^failed/)) {
          if ($(i - 1) ~ /^[0-9]+$/) bad += $(i - 1)
        }
      }
    }
    /^test result:/ {
      told = 1
      for (i = 2; i <= NF; i++) {
        if ($i ~ /^passed/) passed += $(i - 1)
        if ($i ~ /^failed/) bad += $(i - 1)
      }
    }
    END { if (!told) bad = 1; bad += others; printf "tests: %d passed, %d failed\n", passed, bad }
  ' "$1"
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# What is built once needs nothing for a next build, and no line tables: a panic tells its place without.
if [ -n "${CI:-}" ]; then export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=false; fi
forget_settings
.make/packages.sh test
make_work
.make/assets.sh
check "Format" cargo fmt --check
start_lints
check "Build" tests --no-run
check "Lints" end_lints
step "Database"
start_database
check "Tests" run_tests

printf '\n'
if [ ${#failed[@]} -gt 0 ]; then printf 'failed: %s\n' "${failed[@]}"; fi
[ -e "$work/tests.log" ] || : >"$work/tests.log"
others=0
for name in "${failed[@]}"; do if [ "$name" != Tests ]; then others=$((others + 1)); fi; done
summary "$work/tests.log" "$others"
[ ${#failed[@]} -eq 0 ]
