#!/usr/bin/env bash
# bench.sh                             lists the benches
# bench.sh NAME [--record] [ARGS...]   installs what is missing, builds Release, runs benchmarks/NAME.sh on a fresh stack,
#                                      several times where one figure says little; ARGS go to it
# One JSON line for each run on stdout, the last line is the median run's; everything else is on stderr.
# A run during which the machine changed says "yardstick_moved":true; it is made again, twice at most, and the last one counts.
# --record appends the median and its report to benchmarks/RESULTS.md, with date, commit and machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# What a bench says of itself: "# KEY: VALUE" in its head.
said() { sed -n "2,10s/^# $2: //p" "$1"; }

list() {
  local bench
  for bench in benchmarks/*.sh; do
    printf '%-12s %s\n' "$(basename "$bench" .sh)" "$(said "$bench" what)"
  done
}

if (($# == 0)); then
  list
  exit
fi
name=$1
bench=benchmarks/$name.sh
shift
if [[ ! -f $bench ]]; then
  echo "There is no bench '$name'. There are:" >&2
  list >&2
  exit 2
fi
record=''
if [[ ${1:-} == --record ]]; then
  record=1
  shift
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

./install.sh --tests >&2
echo "Building" >&2
# No build server stays behind.
dotnet build Automation.Aspire.sln --configuration Release --nologo --verbosity quiet -nodeReuse:false \
  -property:UseSharedCompilation=false >"$work/build.log" 2>&1 || {
  cat "$work/build.log" >&2
  exit 1
}

runs=$(said "$bench" runs)
repeats=$(said "$bench" repeats)
by=$(said "$bench" median)
moved() { grep -q '"yardstick_moved":true' "$1"; }

for ((run = 1; run <= ${runs:=1}; run++)); do
  for ((again = 0; again <= ${repeats:=2}; again++)); do
    echo "$name, run $run of $runs" >&2
    rm -f "$work/report.$run"
    # In the background, so that a signal is answered at once; what it started ends with it.
    BENCH_REPORT=$work/report.$run "$bench" "$@" >"$work/result.$run" &
    running=$!
    trap 'kill -TERM "$running" 2>/dev/null; wait "$running"; exit 130' INT
    trap 'kill -TERM "$running" 2>/dev/null; wait "$running"; exit 143' TERM HUP
    code=0
    wait "$running" || code=$?
    cat "$work/result.$run"
    if ((code != 0)); then exit "$code"; fi
    moved "$work/result.$run" || break
    echo "The machine changed during this run: its yardstick moved by more than a fifth" >&2
  done
done
middle=1
if ((runs > 1)); then
  middle=$(python3 benchmarks/median.py "$by" "$work"/result.*)
  cat "$work/result.$middle"
fi

if [[ -n $record ]]; then
  {
    printf '\n## %s, %s\n\n' "$name" "$(date -u +'%Y-%m-%d %H:%M UTC')"
    printf 'Commit %s%s; %s, %s cores, %s GB; %s.\n\n' \
      "$(git rev-parse --short HEAD)" "$(git diff --quiet HEAD -- . ':!benchmarks/RESULTS.md' || echo ' with changes')" \
      "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
      "$(awk '/MemTotal/ { printf "%.0f", $2 / 1e6 }' /proc/meminfo)" \
      "$(if ((runs > 1)); then echo "median of $runs runs by $by"; else echo "one run"; fi)$(moved "$work/result.$middle" && echo "; the yardstick moved")"
    printf '```json\n'
    cat "$work/result.$middle"
    printf '```\n'
    if [[ -s $work/report.$middle ]]; then
      printf '\n```\n'
      cat "$work/report.$middle"
      printf '```\n'
    fi
  } >>benchmarks/RESULTS.md
  echo "Appended to benchmarks/RESULTS.md" >&2
fi
