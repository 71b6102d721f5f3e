#!/usr/bin/env bash
# what: a 90-day history of 1,000 shoppers (50,000 events) through eight workflow definitions, in this process; aim: under 3 s
# runs: 3
# median: seconds
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/Automation.Benchmarks/bin/Release/net10.0/Automation.Benchmarks.dll" simulation "$@"
