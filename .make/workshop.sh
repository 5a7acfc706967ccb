# shellcheck shell=bash
# A folder for what is measured or tried, with a cluster in it, to be sourced: workshop_open durable|fast [PURPOSE], which is
# that of packages.sh. Gone at the end.
# Another cluster that is told takes the place of a fast one only: who knows what that one writes to its disk.
# shellcheck source=.make/cluster.sh
. .make/cluster.sh

work=

workshop_close() {
  trap - EXIT INT TERM HUP
  cluster_stop immediate || true
  if [ -n "$CLUSTER" ]; then rm -rf "$CLUSTER"; fi
  if [ -n "$work" ]; then rm -rf "$work"; fi
}

workshop_open() {
  trap workshop_close EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  .make/packages.sh "${2:-test}"
  .make/assets.sh
  work=$(mktemp -d /tmp/beian-work.XXXXXX)
  chmod 711 "$work"
  mkdir -m 700 "$work/tmp"
  export TMPDIR="$work/tmp"
  if [ "$1" = durable ] || [ -z "${TEST_DATABASE_URL:-}" ]; then
    cluster_place "$work/postgres"
    cluster_start "$1"
    TEST_DATABASE_URL=$(cluster_url postgres postgres)
    export TEST_DATABASE_URL
  fi
}
