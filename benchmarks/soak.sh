#!/usr/bin/env bash
# what: memory of every process over thirty minutes of load; fails when one grows (--minutes 10 is shorter)
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/Automation.Benchmarks/bin/Release/net10.0/Automation.Benchmarks.dll" soak "$@"
