#!/usr/bin/env bash
# postgres.sh PORT DATABASE...: PostgreSQL in the foreground, on loopback, data under $AUTOMATION_DATA/postgres.
# POSTGRES_PASSWORD is the password of user postgres. The databases exist before the port answers.
# shellcheck source=server.sh
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"

port=${1:?port}
shift
: "${POSTGRES_PASSWORD:?the password of user postgres}"

bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
if [[ -x $bin/postgres ]]; then PATH=$bin:$PATH; fi
require postgres
claim_port "$port" PostgreSQL
own_folder postgres "$AUTOMATION_DATA/postgres"
data=$AUTOMATION_DATA/postgres/data

if [[ ! -f $data/PG_VERSION ]]; then
  # A start that was cut short leaves half a cluster; the finished one appears under its name at once.
  rm -rf "$data.new"
  "${run_as[@]}" install -m 600 /dev/null "$data.password"
  "${run_as[@]}" tee "$data.password" <<<"$POSTGRES_PASSWORD" >/dev/null
  "${run_as[@]}" initdb --pgdata="$data.new" --username=postgres --encoding=UTF8 --locale=C \
    --auth=scram-sha-256 --pwfile="$data.password" --no-instructions >/dev/null
  rm "$data.password"
  mv "$data.new" "$data"
  sync -f "$data"
fi

# Single-user mode, so that nobody sees the server before its databases and its password. The file says what is there.
there=$AUTOMATION_DATA/postgres/there
touch "$there"
password="password $(sha256sum <<<"$POSTGRES_PASSWORD" | cut -c 1-64)"
statements=''
grep -qxF "$password" "$there" || statements="ALTER ROLE postgres PASSWORD '${POSTGRES_PASSWORD//\'/\'\'}'"$'\n'
for database in "$@"; do
  grep -qxF "$database" "$there" || statements+="CREATE DATABASE $database"$'\n'
done
if [[ -n $statements ]]; then
  "${run_as[@]}" postgres --single -D "$data" postgres <<<"$statements" >/dev/null
  { grep -v '^password ' "$there" || true; printf '%s\n' "$password" "$@"; } | sort -u >"$there.new"
  mv "$there.new" "$there"
fi

# An ack means that the commit is on disk: fsync, full_page_writes and synchronous_commit stay on.
# INT is PostgreSQL's fast shutdown; TERM would wait for every client.
supervise INT "$port" "${run_as[@]}" postgres -D "$data" \
  -c listen_addresses=127.0.0.1 -c port="$port" -c unix_socket_directories= \
  -c max_connections=300 -c shared_buffers=256MB -c max_wal_size=2GB \
  -c fsync=on -c full_page_writes=on -c synchronous_commit=on \
  -c log_min_messages=warning -c log_checkpoints=off
