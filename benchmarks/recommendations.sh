#!/usr/bin/env bash
# what: quality (MRR@20, HR@20 on a held-out day) and speed of next items, beside plain V-SkNN in the same run; fails when both answer differently
# runs: 1
# repeats: 0
# Compiled fully from the beginning: a prediction takes microseconds, and the first ones count.
export DOTNET_TieredCompilation=0
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/Automation.Benchmarks/bin/Release/net10.0/Automation.Benchmarks.dll" recommendations "$@"
