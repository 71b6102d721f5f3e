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

rm -rf TestResults
code=0
# One project at a time: they start servers and measure, and would only take the cores from each other.
dotnet test Automation.Aspire.sln --configuration Release --no-build --nologo -maxcpucount:1 \
  --logger 'trx' --logger 'console;verbosity=normal' --results-directory TestResults ${1:+--filter "$1"} || code=$?
# With a filter most projects have nothing to run.
projects=(tests/*.Tests)
if [[ -n ${1:-} ]]; then projects=(); fi
python3 tests/sum_results.py TestResults "$code" "${#projects[@]}"
