#!/usr/bin/env bash
# run.sh          installs what is missing, builds, starts everything, plays a week of a real shop, stays until Ctrl-C
# run.sh --live   starts on the system clock and plays nothing
# run.sh --demo   plays with fresh data, checks every mail against an independent computation, ends with a status
# run.sh --demo --kill [SEED]   the same, and kills every service once in the middle; the same mails must come out
# Environment: AUTOMATION_PORT_BASE (18000) moves every port, AUTOMATION_DATA (.data) is the folder that all is kept in,
# AUTOMATION_SERVERS (containers or local) overrules the look for a container runtime.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

mode=${1:---play}
kill_seed=''
case "$mode ${2:-}" in
  '--play ' | '--live ' | '--demo ') ;;
  '--demo --kill') kill_seed=${3:-$RANDOM} ;;
  *)
    sed -n '2,7s/^# //p' "$0" >&2
    exit 2
    ;;
esac

export AUTOMATION_PORT_BASE=${AUTOMATION_PORT_BASE:-18000}
base=$AUTOMATION_PORT_BASE

# Root's servers give way to the packages' users, who must be able to reach the data.
default_data() {
  if [[ $EUID == 0 ]] && id postgres >/dev/null 2>&1 &&
    ! setpriv --reuid postgres --regid "$(id -g postgres)" --clear-groups test -x "$PWD"; then
    echo "/var/lib/automation-aspire/$(cksum <<<"$PWD" | cut -d' ' -f1)"
  else
    echo "$PWD/.data"
  fi
}

fail() {
  echo "$*" >&2
  exit 1
}

# Name and offsets of each service, in data-flow order.
list_services() {
  python3 -c 'import json
for service in json.load(open("services/services.json"))["services"]: print(service["name"], service["grpc"], service["http"])'
}

# One per data folder, made by the first run.
secret() {
  local file=$data/secrets/$1
  if [[ ! -s $file ]]; then
    (umask 077 && mkdir -p "$data/secrets" && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$file")
  fi
  cat "$file"
}

# In the background, so that a signal is answered at once.
attend() {
  "$@" &
  attended=$!
  wait "$attended"
}

stop() {
  trap '' INT TERM HUP
  if [[ -n ${attended:-} ]]; then kill -TERM "$attended" 2>/dev/null || true; fi
  # Before the AppHost takes the servers away: it waits for the services that it started again.
  if [[ -n ${killer:-} ]] && kill -TERM "$killer" 2>/dev/null; then wait "$killer" || true; fi
  if [[ -n ${app_host:-} ]] && kill -TERM "$app_host" 2>/dev/null; then
    echo "Stopping"
    wait "$app_host" || true
  fi
}

start() {
  export Parameters__service_key Parameters__link_key Parameters__server_password
  Parameters__service_key=$(secret service-key)
  Parameters__link_key=$(secret link-key)
  Parameters__server_password=$(secret server-password)
  export ASPNETCORE_URLS=http://127.0.0.1:$((base + 188))
  export ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:$((base + 189))
  export ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL=http://127.0.0.1:$((base + 190))
  export ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://127.0.0.1:$((base + 191))
  export ASPIRE_ALLOW_UNSECURED_TRANSPORT=true ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true
  if [[ $mode == --live ]]; then
    export Parameters__clock_mode=System
    touch "$data/live"
  else
    [[ ! -e $data/live ]] ||
      fail "$data was used with --live, and its time cannot go back to the sample's week; set AUTOMATION_DATA to another folder"
    # Midnight before the sample's first event.
    export Parameters__clock_mode=Driven Parameters__clock_epoch=2010-11-01T00:00:00Z
  fi
  trap stop EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  local wrapper=()
  # So that it ends everything too when this script is killed.
  if command -v setpriv >/dev/null; then wrapper=(setpriv --pdeathsig TERM); fi
  "${wrapper[@]}" dotnet AppHost/bin/Release/net10.0/Automation.AppHost.dll >"$log" 2>&1 &
  app_host=$!
}

# Each by its own /health; the AppHost prints which resource ended with an error.
wait_until_healthy() {
  local seconds=0 name http
  while read -r name _ http; do
    until curl -sf -o /dev/null "http://127.0.0.1:$((base + http))/health"; do
      if ! kill -0 "$app_host" 2>/dev/null || grep -qE '^[a-z0-9-]+ *\| ended: ' "$log"; then
        tail -n 40 "$log" >&2
        fail "The AppHost could not start everything; the whole log is $log"
      fi
      if ((seconds >= 300)); then fail "$name is not healthy after $seconds s; the log is $log"; fi
      if [[ -t 1 ]]; then printf '\rStarting, %d s ' "$seconds"; fi
      sleep 1
      seconds=$((seconds + 1))
    done
  done < <(list_services)
  if [[ -t 1 ]]; then printf '\r'; fi
  echo "Started in $seconds s"
}

say_where() {
  cat <<WHERE
gateway, REST     http://127.0.0.1:$((base + 80))
gateway, gRPC     http://127.0.0.1:$((base + 81))
API, OpenAPI      http://127.0.0.1:$((base + 80))/scalar
inbox             http://127.0.0.1:$((base + 126))
dashboard         http://127.0.0.1:$((base + 188))
log               $log
data              $data
WHERE
}

# Opens the sample's shop, activates its workflow, plays the week on the driven clock.
play_sample() {
  local services=() name grpc
  export Credentials__ServiceKey=$Parameters__service_key Clock__Path=$data/clock
  while read -r name grpc _; do
    services+=("services__${name}__grpc__0=http://127.0.0.1:$((base + grpc))")
  done < <(list_services)
  attend env "${services[@]}" \
    dotnet samples/Player/bin/Release/net10.0/Automation.Samples.Player.dll \
    --Player:Sample=samples/online-retail/week.csv.gz --Player:Workflow=samples/workflows/abandoned-cart.json \
    --Player:KeyFile="$data/secrets/shop-key"
  echo "key of the shop   $(cat "$data/secrets/shop-key")"
}

# While the sample is played. What was killed with a message at the mail server may not have sent it, and says so.
kill_services() {
  echo "Killing every service once, seed $kill_seed"
  local wrapper=() ports=() name grpc http
  while read -r name grpc http; do
    ports+=("$name:$((base + grpc)):$((base + http))")
  done < <(list_services)
  if command -v setpriv >/dev/null; then wrapper=(setpriv --pdeathsig TERM); fi
  "${wrapper[@]}" python3 samples/kill.py --clock "$data/clock/driven" --days 7 --seed "$kill_seed" \
    --gateway "http://127.0.0.1:$((base + 80))" --key-file "$data/secrets/shop-key" --log "$data/logs/restarted.log" \
    "${ports[@]}" >"$data/logs/kill.log" 2>&1 &
  killer=$!
}

# A demo in which somebody survived shows nothing.
say_killed() {
  for ((seconds = 0; seconds < 60; seconds++)); do
    if grep -q '^every service' "$data/logs/kill.log"; then break; fi
    kill -0 "$killer" 2>/dev/null || break
    sleep 1
  done
  cat "$data/logs/kill.log"
  grep -q '^every service' "$data/logs/kill.log" || fail "Not every service was killed"
}

check_sample() {
  attend python3 samples/online-retail/check.py samples/online-retail/week.csv.gz --gateway "http://127.0.0.1:$((base + 80))" \
    --key-file "$data/secrets/shop-key" --inbox "http://127.0.0.1:$((base + 126))" --allow-unknown "$1"
}

data=${AUTOMATION_DATA:-$(default_data)}
mkdir -p "$data/logs"
data=$(cd "$data" && pwd)
export AUTOMATION_DATA=$data
log=$data/logs/apphost.log

./install.sh
exec 8>"$data/lock"
flock -n 8 || fail "Another run uses $data; end it or set AUTOMATION_DATA and AUTOMATION_PORT_BASE"
echo "Building"
if [[ $mode == --demo ]]; then
  # From the beginning each time, and apart from what ./run.sh keeps.
  export AUTOMATION_TOOLS=$data/tools AUTOMATION_DATA=$data/demo
  data=$AUTOMATION_DATA log=$AUTOMATION_DATA/logs/apphost.log
  rm -rf "$data"
  mkdir -p "$data/logs"
fi
# No build server stays behind.
dotnet build Automation.Aspire.sln --configuration Release --nologo --verbosity quiet -nodeReuse:false \
  -property:UseSharedCompilation=false >"$data/logs/build.log" 2>&1 8>&- || {
  grep -E 'error' "$data/logs/build.log" | sort -u | head -n 20 >&2
  fail "The build failed; all of it is in $data/logs/build.log"
}

start 8>&-
wait_until_healthy
say_where
case $mode in
  --play) play_sample ;;
  --demo)
    if [[ -n $kill_seed ]]; then kill_services 8>&-; fi
    play_sample
    if [[ -n $kill_seed ]]; then say_killed; fi
    check_sample $((${#kill_seed} > 0))
    exit
    ;;
esac
echo "Running; Ctrl-C ends everything"
wait "$app_host" || fail "The AppHost ended with code $?; the log is $log"
