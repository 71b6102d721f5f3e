#!/usr/bin/env bash
# test.sh [FILTER]: installs what is missing, builds, runs every test (or those that a `dotnet test` filter names).
# test.sh --mutants [NAME...]: breaks the suite in one way after the other and expects a test to notice each (tests/mutants).
# The last line is the sum: N passed, N failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

./install.sh --tests
if [[ ${1:-} == --mutants ]]; then exec python3 tests/mutants/run.py "${@:2}"; fi
# No build server stays behind, nor one of a build that a test starts.
export UseSharedCompilation=false MSBUILDDISABLENODEREUSE=1
dotnet build Automation.Aspire.sln --configuration Release --nologo

filter=${1:-}
code=0
rm -rf TestResults
mkdir TestResults

# begin PROJECT: in the background, with its output in a file, so that projects side by side do not mix theirs.
declare -A running=()
begin() {
  local name=${1##*/}
  echo "Running $name"
  # A process group of its own: dotnet test would leave what it started behind.
  setsid dotnet test "$1" --configuration Release --no-build --nologo --logger "trx;LogFileName=$name.trx" \
    --logger 'console;verbosity=normal' --results-directory TestResults ${filter:+--filter "$filter"} >"TestResults/$name.log" 2>&1 &
  running[$!]=$name
}

# finish: waits until one of those that run has ended, and shows what it said.
finish() {
  local ended='' ended_with=0
  wait -n -p ended || ended_with=$?
  if ((ended_with != 0)); then code=$ended_with; fi
  cat "TestResults/${running[$ended]}.log"
  unset "running[$ended]"
}

stop() {
  local group
  for group in "${!running[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done
  wait
  exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM HUP

# Two projects at a time: most of their time they wait for servers. These count seconds, and have the machine to themselves.
projects=(tests/*.Tests)
alone=(tests/Automation.Faults.Tests tests/Automation.Invariants.Tests)
for project in "${projects[@]}"; do
  if [[ " ${alone[*]} " == *" $project "* ]]; then continue; fi
  if ((${#running[@]} == 2)); then finish; fi
  begin "$project"
done
while ((${#running[@]} > 0)); do finish; done
for project in "${alone[@]}"; do
  begin "$project"
  finish
done

# With a filter most projects have nothing to run.
expected=${#projects[@]}
if [[ -n $filter ]]; then expected=0; fi
python3 tests/sum_results.py TestResults "$code" "$expected"
