#!/usr/bin/env bash
# make run: everything on one machine with demo data, until Ctrl-C. Data stay in .data; RESET=1 starts afresh.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.make/cluster.sh
. .make/cluster.sh

root=$PWD
data=$root/.data
own_database=1
mailbox_smtp=127.0.0.1:8026
[ -z "${DATABASE_URL:-}" ] || own_database=
program=
sandbox=

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }

clean_up() {
  trap - EXIT INT TERM HUP
  if [ -n "$program" ] && kill -0 "$program" 2>/dev/null; then
    printf '\nStopping\n'
    kill -TERM "$program" 2>/dev/null || true
    wait "$program" 2>/dev/null || true
  fi
  if [ -n "$program" ]; then rm -f "$data/pid"; fi
  if [ -n "$sandbox" ]; then
    kill -TERM "$sandbox" 2>/dev/null || true
    wait "$sandbox" 2>/dev/null || true
    rm -f "$data/sandbox-pid"
  fi
  if [ -n "$own_database" ]; then cluster_stop || true; fi
}

only_once() {
  mkdir -p "$data"
  exec 9>"$data/lock"
  flock -n 9 || { echo "It is running already in this folder: stop that one first." >&2; exit 1; }
}

# What a start left behind that was killed itself: its programs still serve.
stop_leftover() {
  local kept pid found left
  for kept in pid sandbox-pid; do
    pid=$(cat "$data/$kept" 2>/dev/null || true)
    found=$(readlink "/proc/${pid:-none}/exe" 2>/dev/null || true)
    case $found in
      "$root/target/debug/"*)
        step "Stopping what an earlier start left behind"
        kill -TERM "$pid"
        for ((left = 300; left > 0; left--)); do
          [ -e "/proc/$pid" ] || break
          sleep 0.1
        done
        ;;
    esac
    rm -f "$data/$kept"
  done
}

reset() {
  if [ -n "$own_database" ]; then
    cluster_place "$data/postgres"
    if as_cluster test -e "$CLUSTER/data/PG_VERSION" && cluster_find_bin; then cluster_stop immediate; fi
    rm -rf "$CLUSTER"
  else
    echo "The database of DATABASE_URL is left as it is; empty it yourself." >&2
  fi
  find "$data" -mindepth 1 -maxdepth 1 ! -name lock -exec rm -rf {} +
}

# A secret that is made once; nobody else may read it.
secret() { # secret NAME [PREFIX]
  local file=$data/secrets/$1
  (umask 077 && mkdir -p "$data/secrets")
  if [ ! -s "$file" ]; then
    (umask 077 && printf '%s%s\n' "${2:-}" "$(od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n')" >"$file")
  fi
  echo "$file"
}

settings() {
  local portal=127.0.0.1:8080 office=127.0.0.1:8081 mailbox=127.0.0.1:8025
  export BEIAN_DEMO=1
  export BEIAN_PORTAL_LISTEN=${BEIAN_PORTAL_LISTEN:-$portal}
  export BEIAN_OFFICE_LISTEN=${BEIAN_OFFICE_LISTEN:-$office}
  export BEIAN_MAILBOX_LISTEN=${BEIAN_MAILBOX_LISTEN:-$mailbox}
  export BEIAN_PORTAL_ORIGIN=${BEIAN_PORTAL_ORIGIN:-http://$BEIAN_PORTAL_LISTEN}
  export BEIAN_OFFICE_ORIGIN=${BEIAN_OFFICE_ORIGIN:-http://$BEIAN_OFFICE_LISTEN}
  BEIAN_KEY_FILE=${BEIAN_KEY_FILE:-$(secret key 1:)}
  BEIAN_PEPPER_FILE=${BEIAN_PEPPER_FILE:-$(secret pepper)}
  BEIAN_SMS_SECRET_FILE=${BEIAN_SMS_SECRET_FILE:-$(secret sms)}
  export BEIAN_KEY_FILE BEIAN_PEPPER_FILE BEIAN_SMS_SECRET_FILE
  export BEIAN_STORAGE_DIR=${BEIAN_STORAGE_DIR:-$data/papers}
  export BEIAN_ASSETS_DIR=${BEIAN_ASSETS_DIR:-$root/static/dist}
  export BEIAN_SMTP_URL=${BEIAN_SMTP_URL:-smtp://$mailbox_smtp}
  export BEIAN_SMS_URL=${BEIAN_SMS_URL:-http://$BEIAN_MAILBOX_LISTEN/sms}
  export BEIAN_MAIL_FROM=${BEIAN_MAIL_FROM:-备案中心 <noreply@beian.example>}
  export BEIAN_PROVIDER_NAME_ZH=${BEIAN_PROVIDER_NAME_ZH:-云帆}
  export BEIAN_PROVIDER_NAME_EN=${BEIAN_PROVIDER_NAME_EN:-Yunfan}
  export BEIAN_PROVIDER_PHONE=${BEIAN_PROVIDER_PHONE:-400-000-0000}
  export BEIAN_PROVIDER_EMAIL=${BEIAN_PROVIDER_EMAIL:-beian@beian.example}
  export BEIAN_PROVIDER_RANGES=${BEIAN_PROVIDER_RANGES:-192.175.48.0/24}
  export BEIAN_PROVIDER_ADDRESS=${BEIAN_PROVIDER_ADDRESS:-云帆备案部，北京市海淀区示例路1号（邮编 100000），400-000-0000}
  (umask 077 && mkdir -p "$BEIAN_STORAGE_DIR")
  bureau
}

# Without a bureau of one's own the sandbox plays it: cases go there, and its results come back.
bureau() {
  [ -z "${BEIAN_BUREAU_FILES_URL:-}" ] || return 0
  export BUREAU_SANDBOX_LISTEN=${BUREAU_SANDBOX_LISTEN:-127.0.0.1:8090}
  export BEIAN_BUREAU_FILES_URL=http://$BUREAU_SANDBOX_LISTEN/ISPWebService/upDownLoad
  export BEIAN_BUREAU_UNIT=110000000001 BEIAN_BUREAU_USER=demo BEIAN_BUREAU_POLL_SECONDS=${BEIAN_BUREAU_POLL_SECONDS:-5}
  export BEIAN_BUREAU_PASSWORD_FILE=$data/secrets/bureau-password BEIAN_BUREAU_CIPHER_FILE=$data/secrets/bureau-cipher
  (umask 077 && mkdir -p "$data/secrets")
  (umask 077 && printf 'Passw0rd\n' >"$BEIAN_BUREAU_PASSWORD_FILE")
  (umask 077 && printf '0123456789abcdef\n0102030405060708\n' >"$BEIAN_BUREAU_CIPHER_FILE")
}

play_bureau() {
  [ -n "${BUREAU_SANDBOX_LISTEN:-}" ] || return 0
  local left
  target/debug/bureau-sandbox --listen "$BUREAU_SANDBOX_LISTEN" --state "$data/bureau.json" --sms \
    --sms-url "$BEIAN_SMS_URL" --sms-secret-file "$BEIAN_SMS_SECRET_FILE" >>"$data/sandbox.log" 2>&1 9>&- &
  sandbox=$!
  echo "$sandbox" >"$data/sandbox-pid"
  for ((left = 100; left > 0; left--)); do
    if is_taken "$BUREAU_SANDBOX_LISTEN"; then return; fi
    kill -0 "$sandbox" 2>/dev/null || break
    sleep 0.1
  done
  echo "The bureau's sandbox did not start; the end of $data/sandbox.log:" >&2
  tail -n 20 "$data/sandbox.log" >&2
  return 1
}

# A server of one's own needs both roles: asked for before anything is built or started.
database_is_named() {
  if [ -z "$own_database" ] && [ -z "${MIGRATION_DATABASE_URL:-}" ]; then
    echo "MIGRATION_DATABASE_URL is missing: with DATABASE_URL give the address of the same database as the role that owns its tables." >&2
    return 1
  fi
}

is_taken() { (exec 3<>"/dev/tcp/${1%:*}/${1##*:}") 2>/dev/null; }

ports_are_free() {
  local setting taken=
  for setting in BEIAN_PORTAL_LISTEN BEIAN_OFFICE_LISTEN BEIAN_MAILBOX_LISTEN ${BUREAU_SANDBOX_LISTEN:+BUREAU_SANDBOX_LISTEN}; do
    if is_taken "${!setting}"; then
      echo "${!setting} is taken by another program: stop it, or choose another by $setting." >&2
      taken=1
    fi
  done
  if [ "$BEIAN_SMTP_URL" = "smtp://$mailbox_smtp" ] && is_taken "$mailbox_smtp"; then
    echo "$mailbox_smtp, where the demo mailbox takes mail, is taken by another program: stop it, or choose another by BEIAN_SMTP_URL." >&2
    taken=1
  fi
  [ -z "$taken" ]
}

is_up() {
  local status=
  { exec 3<>"/dev/tcp/${BEIAN_PORTAL_LISTEN%:*}/${BEIAN_PORTAL_LISTEN##*:}"; } 2>/dev/null || return 1
  printf 'GET /health HTTP/1.0\r\nHost: %s\r\n\r\n' "$BEIAN_PORTAL_LISTEN" >&3
  read -r -t 5 _ status _ <&3 || true
  exec 3>&-
  [ "$status" = 200 ]
}

database() {
  if [ -n "$own_database" ]; then
    step "Starting the database"
    cluster_place "$data/postgres"
    cluster_start durable 9>&- # the lock is ours, not the server's
    DATABASE_URL=$(cluster_url beian beian)
    MIGRATION_DATABASE_URL=$(cluster_url beian_owner beian)
    export DATABASE_URL MIGRATION_DATABASE_URL
  else
    step "Using the database of DATABASE_URL"
  fi
}

serve() {
  target/debug/beian serve >>"$data/beian.log" 2>&1 9>&- &
  program=$!
  echo "$program" >"$data/pid"
  local left
  for ((left = 300; left > 0; left--)); do
    if is_up; then return; fi
    kill -0 "$program" 2>/dev/null || break
    sleep 0.1
  done
  echo "It did not start; the end of $data/beian.log:" >&2
  tail -n 20 "$data/beian.log" >&2
  return 1
}

database_is_named
.make/packages.sh run
only_once
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
stop_leftover
[ "${RESET:-}" != 1 ] || { step "Starting afresh"; reset; }
settings
ports_are_free
.make/assets.sh
step "Building the program (the first time takes some minutes)"
cargo build --locked --bins --target-dir target
database
step "Bringing the database up to date"
target/debug/beian migrate
target/debug/beian demo load
play_bureau
serve

step "Ready"
cat <<EOT
  Portal       $BEIAN_PORTAL_ORIGIN
  Back office  $BEIAN_OFFICE_ORIGIN
  Mailbox      http://$BEIAN_MAILBOX_LISTEN   every mail and SMS, and the sign-in codes of demo staff
EOT
[ -z "${BUREAU_SANDBOX_LISTEN:-}" ] || echo "  Bureau       http://$BUREAU_SANDBOX_LISTEN   plays the bureau: SMS codes at /sms, decisions at /desk"
echo
target/debug/beian demo sign-ins
if [ "${BEIAN_FACTS:-off}" = on ]; then
  printf '\nDomains are looked up outside (BEIAN_FACTS=on).\n'
else
  printf '\nNo domain is looked up outside: the examples come with made-up facts. BEIAN_FACTS=on looks.\n'
fi
trap 'exit 0' INT TERM # the way to stop it
printf '\nLog: %s\nCtrl-C stops everything.\n' "$data/beian.log"
wait -n "$program" ${sandbox:+"$sandbox"} || true
for log in "$data/beian.log" ${sandbox:+"$data/sandbox.log"}; do
  printf '\nA program ended by itself; the end of %s:\n' "$log" >&2
  tail -n 20 "$log" >&2
done
exit 1
