#!/usr/bin/env bash
# chaos.sh [--seed N] [--minutes M] [--events N] [--faults N]: the chaos attack of tests/Automation.Faults.Tests.
# what: days with faults, round after round, each compared with the same day without; [--seed N] [--minutes M] [--events N] [--faults N]
# runs: 1
# A day is played once undisturbed; then rounds with new faults begin until the minutes are over, one at least. One JSON
# line for each round on stdout; on stderr every fault with what its victim had in flight. Exit code 1: something differed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export AUTOMATION_CHAOS_EVENTS=20000 AUTOMATION_CHAOS_FAULTS=24 AUTOMATION_CHAOS_MINUTES=0 AUTOMATION_CHAOS_SEED=1
while (($# > 0)); do
  case $1 in
    --seed | --minutes | --events | --faults)
      name=AUTOMATION_CHAOS_${1#--}
      export "${name^^}=${2:?a number}"
      shift 2
      ;;
    *)
      echo "chaos: $1 is no argument; there are --seed, --minutes, --events, --faults" >&2
      exit 2
      ;;
  esac
done
exec dotnet tests/Automation.Faults.Tests/bin/Release/net10.0/Automation.Faults.Tests.dll
