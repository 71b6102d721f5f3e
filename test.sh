#!/usr/bin/env bash
# test.sh [FILTER]: installs what is missing, builds, runs every test (or those that a `dotnet test` filter names).
# test.sh --fast [FILTER]: those alone that start no server; installs nothing.
# test.sh --mutants [--jobs N] [NAME...]: breaks the suite in one way after the other and expects a test to notice each (tests/mutants).
# A test of servers and time that fails is run once more, alone; when it passes then, it is listed as `flaky: NAME`.
# The last line is the sum: N passed, N failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

fast_only=''
case ${1:-} in
  --mutants)
    ./install.sh --tests
    exec python3 tests/mutants/run.py "${@:2}"
    ;;
  --fast)
    fast_only=1
    shift
    ;;
  *) ./install.sh --tests ;;
esac
filter=${1:-}

# One compiler for all projects takes 40 % less CPU time than one for each. It goes by a name of its own, so that it ends with
# this build and nobody else's does.
compiler=automation-test-$$
end_compiler() {
  local version
  version=$(dotnet --version)
  dotnet "$(dotnet --list-sdks | sed -n "s|^$version \[\(.*\)\]$|\1/$version|p")/Roslyn/bincore/VBCSCompiler.dll" \
    -shutdown "-pipename:$compiler" >/dev/null 2>&1 || true
}
trap end_compiler EXIT

# No build server stays behind, nor one of a build that a test starts.
export UseSharedCompilation=false MSBUILDDISABLENODEREUSE=1
dotnet build Automation.Aspire.sln --configuration Release --nologo --verbosity quiet \
  -property:UseSharedCompilation=true "-property:SharedCompilationId=$compiler"
end_compiler
trap - EXIT

if [[ -z $fast_only ]]; then tests/ready-to-run/images.sh; fi

# Services that live for seconds: to count how their code is used costs a sixth of their CPU time and never pays.
export DOTNET_TieredPGO=0

rm -rf TestResults
mkdir -p TestResults/first TestResults/again

# begin FOLDER NAME FILTER DLL...: in the background, with its output in a file, so that runs side by side do not mix theirs.
declare -A running=()
begin() {
  local folder=TestResults/$1 name=$2 only=$3
  echo "Running $name"
  # Empty until the run has ended.
  : >"$folder/$name.code"
  # A process group of its own: dotnet test would leave what it started behind.
  setsid dotnet test "${@:4}" --nologo --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=normal' \
    --results-directory "$folder" --filter "$only" -- RunConfiguration.MaxCpuCount=0 >"$folder/$name.log" 2>&1 &
  running[$!]=$folder/$name
}

# finish: waits until one of those that run has ended, and shows what it said.
finish() {
  local ended='' code=0
  wait -n -p ended || code=$?
  local run=${running[$ended]}
  unset "running[$ended]"
  echo "$code" >"$run.code"
  cat "$run.log"
}

stop() {
  local group
  for group in "${!running[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done
  wait
  exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM HUP

dll() { echo "tests/$1/bin/Release/net10.0/$1.dll"; }
within() { echo "$1${filter:+&($filter)}"; }
# all_marked TRAIT: the projects with tests that carry it.
all_marked() { grep -rl --include='*.cs' "Trait(\"$1\"" tests/*.Tests | cut -d/ -f2 | sort -u; }

# The fast ones of all projects in one run; whoever starts a server in it fails.
dlls=()
for project in tests/*.Tests/*.csproj; do dlls+=("$(dll "$(basename "$project" .csproj)")"); done
export AUTOMATION_FAST_TESTS_ONLY=1
begin first fast "$(within kind=fast)" "${dlls[@]}"
finish
unset AUTOMATION_FAST_TESTS_ONLY

if [[ -z $fast_only ]]; then
  # Several projects at a time, for they mostly wait for servers; the longest first, so that none is left over at the end.
  lanes=$(($(nproc) < 6 ? $(nproc) + 1 : 6))
  longest=(AppHost Invariants Segmentation ChannelDelivery Pipeline Faults Gateway Ingestion)
  mapfile -t projects < <(printf 'Automation.%s.Tests\n' "${longest[@]}" && all_marked kind)
  declare -A begun=()
  for project in "${projects[@]}"; do
    if [[ ${begun[$project]:-} || ! -d tests/$project ]]; then continue; fi
    begun[$project]=1
    if ((${#running[@]} == lanes)); then finish; fi
    begin first "$project" "$(within 'kind!=fast&alone!=true')" "$(dll "$project")"
  done
  while ((${#running[@]} > 0)); do finish; done

  # These count seconds and have the machine to themselves.
  mapfile -t projects < <(all_marked alone)
  for project in "${projects[@]}"; do
    begin first "$project.alone" "$(within 'alone=true')" "$(dll "$project")"
    finish
  done
fi

# RUN FILTER, one line for each run of which a test of servers and time is to be run once more.
mapfile -t doubtful < <(python3 tests/sum_results.py --again TestResults)
for line in "${doubtful[@]}"; do
  run=${line%% *}
  begin again "$run" "${line#* }" "$(dll "${run%.alone}")"
  finish
done

python3 tests/sum_results.py TestResults ${filter:+--some}
