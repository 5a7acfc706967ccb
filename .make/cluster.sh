# shellcheck shell=bash
# A private PostgreSQL cluster, to be sourced: cluster_place FOLDER, cluster_start durable|fast, cluster_stop [MODE].
# It has its socket in a folder of mode 0700 and no port. As root it runs as the user postgres, otherwise as oneself.

CLUSTER=       # its folder: data, socket, log
CLUSTER_BIN=   # the programs of the server
# A socket's address holds 107 characters; "/socket/.s.PGSQL.5432" takes 21 of them.
CLUSTER_SOCKET_LIMIT=86

as_cluster() {
  if [ "$(id -u)" = 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups --inh-caps=-all -- "$@")
  else
    (cd / && "$@")
  fi
}

# Where the cluster lives: in FOLDER, or, where a socket cannot be there or its user cannot come there, in a folder of its
# own under the temporary one, named after FOLDER so that the next start finds it again.
cluster_place() {
  local folder=$1 temporary why=
  mkdir -p "$folder"
  if [ ${#folder} -gt $CLUSTER_SOCKET_LIMIT ]; then why="its path is too long for a socket"; fi
  case $folder in *[!A-Za-z0-9/._-]*) why="its path has characters a socket address cannot carry" ;; esac
  if [ -z "$why" ]; then cluster_own "$folder"; fi
  if [ -z "$why" ] && ! as_cluster test -x "$folder/."; then why="its database user cannot reach it"; fi
  if [ -n "$why" ]; then
    temporary=${TMPDIR:-/tmp}/beian-$(printf '%s' "$folder" | sha256sum | cut -c 1-12)
    if [ ${#temporary} -gt $CLUSTER_SOCKET_LIMIT ]; then
      echo "$temporary is too long for a socket as well: set TMPDIR to a shorter folder" >&2
      return 1
    fi
    if [ ! -e "$temporary" ]; then mkdir -m 700 "$temporary"; fi
    cluster_own "$temporary"
    if [ -L "$temporary" ] || ! as_cluster test -O "$temporary"; then
      echo "$temporary belongs to somebody else: remove it, or set TMPDIR" >&2
      return 1
    fi
    rmdir "$folder" 2>/dev/null || true
    echo "The database lies in $temporary, not in $folder: $why."
    folder=$temporary
  fi
  CLUSTER=$folder
}

# Gives a folder to the user of the cluster, if it is ours to give.
cluster_own() {
  if [ "$(id -u)" = 0 ] && [ ! -L "$1" ] && [ -O "$1" ]; then chown postgres "$1"; fi
  if as_cluster test -O "$1"; then as_cluster chmod 700 "$1" 2>/dev/null || true; fi
}

# The newest server of at least 15, or the one that made the data.
cluster_find_bin() {
  local made folder
  made=$(as_cluster cat "$CLUSTER/data/PG_VERSION" 2>/dev/null || true)
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(readlink -f "$(command -v initdb || echo /)")")"; do
    [ -x "$folder/initdb" ] || continue
    if [ -z "$made" ] || "$folder/initdb" --version | grep -q " $made\\."; then
      CLUSTER_BIN=$folder
      return
    fi
  done
  if [ -n "$made" ]; then
    echo "The data in $CLUSTER were made by PostgreSQL $made, which is not installed: install it, or start afresh with RESET=1." >&2
  else
    echo "No PostgreSQL was found." >&2
  fi
  return 1
}

cluster_is_running() { as_cluster "$CLUSTER_BIN/pg_ctl" -D "$CLUSTER/data" status >/dev/null 2>&1; }

cluster_start() {
  local mode=$1 fresh='' careless=()
  cluster_find_bin
  as_cluster mkdir -p -m 700 "$CLUSTER/socket"
  if [ "$mode" = fast ]; then careless=(--no-sync); fi
  if ! as_cluster test -e "$CLUSTER/data/PG_VERSION"; then
    as_cluster rm -rf "$CLUSTER/data"
    as_cluster "$CLUSTER_BIN/initdb" -D "$CLUSTER/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 "${careless[@]}" >/dev/null
    fresh=1
  fi
  cluster_settings "$mode" | as_cluster tee "$CLUSTER/data/postgresql.auto.conf" >/dev/null
  if ! cluster_is_running; then
    if ! as_cluster "$CLUSTER_BIN/pg_ctl" -D "$CLUSTER/data" -l "$CLUSTER/log" -w -t 120 start >/dev/null; then
      echo "The database did not start; its log says:" >&2
      as_cluster tail -n 20 "$CLUSTER/log" >&2
      return 1
    fi
  fi
  if [ -n "$fresh" ] || ! cluster_sql postgres -Atc "select 1 from pg_database where datname = 'beian'" | grep -q 1; then
    cluster_roles
  fi
}

cluster_settings() {
  echo "listen_addresses = ''"
  echo "unix_socket_directories = '$CLUSTER/socket'"
  echo "max_connections = 200"
  echo "jit = off" # Queries here are short: compiling one takes longer than running it.
  if [ "$1" = fast ]; then
    printf '%s\n' 'fsync = off' 'synchronous_commit = off' 'full_page_writes = off' 'wal_level = minimal' \
      'max_wal_senders = 0' 'max_wal_size = 256MB' 'autovacuum = off'
  fi
}

cluster_sql() { # cluster_sql DATABASE ARGUMENTS...
  local database=$1
  shift
  as_cluster "$CLUSTER_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$CLUSTER/socket" -U postgres "$@" "$database"
}

# beian_owner owns and migrates, beian serves and owns nothing; neither is a superuser.
cluster_roles() {
  cluster_sql postgres <<'SQL'
select 'create role beian_owner login' where not exists (select from pg_roles where rolname = 'beian_owner') \gexec
select 'create role beian login' where not exists (select from pg_roles where rolname = 'beian') \gexec
create database beian owner beian_owner;
revoke all on database beian from public;
grant connect on database beian to beian;
SQL
}

cluster_url() { # cluster_url ROLE DATABASE
  printf 'postgresql://%s@localhost/%s?host=%s/socket' "$1" "$2" "$CLUSTER"
}

cluster_stop() {
  if [ -n "$CLUSTER_BIN" ] && cluster_is_running; then
    as_cluster "$CLUSTER_BIN/pg_ctl" -D "$CLUSTER/data" -m "${1:-fast}" -w stop >/dev/null
  fi
}
