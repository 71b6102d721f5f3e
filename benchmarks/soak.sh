#!/usr/bin/env bash
# what: memory of every process over thirty minutes of load; fails when one grows (--minutes 10 is shorter)
# repeats: 0
# Its verdict is about memory, which does not depend on how fast the machine is.
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/Automation.Benchmarks/bin/Release/net10.0/Automation.Benchmarks.dll" soak "$@"
