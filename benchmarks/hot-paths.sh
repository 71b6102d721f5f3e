#!/usr/bin/env bash
# what: time and allocated bytes of translation, append planning, profile fold, workflow step, condition and segments; fails above expectations.json
# Compiled fully from the beginning: what is allocated is then the same in every run, however busy the machine.
export DOTNET_TieredCompilation=0
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/Automation.Benchmarks/bin/Release/net10.0/Automation.Benchmarks.dll" hot-paths "$@"
