#!/usr/bin/env bash
# what: CPU of the services while nothing happens, on the AppHost's stack; [SECONDS], 60 if it says nothing
# runs: 1
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-60}
# Services settle: connections, first polls, what is compiled on first use.
settle=60
data=$(mktemp -d /tmp/automation-rest.XXXXXX)
chmod 755 "$data"
export AUTOMATION_TOOLS=${AUTOMATION_DATA:-$PWD/.data}/tools AUTOMATION_DATA=$data
export AUTOMATION_PORT_BASE=${AUTOMATION_PORT_BASE:-26000}
stop() {
  trap '' INT TERM HUP
  if [[ -n ${run:-} ]] && kill -TERM "$run" 2>/dev/null; then wait "$run" || true; fi
  rm -rf "$data"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

./run.sh --live >"$data/run.out" 2>&1 &
run=$!
until grep -q '^Running' "$data/run.out"; do
  kill -0 "$run" 2>/dev/null || {
    cat "$data/run.out" >&2
    exit 1
  }
  sleep 1
done
grep '^Started' "$data/run.out" >&2
sleep "$settle"
python3 benchmarks/rest.py "$data" "$seconds"
