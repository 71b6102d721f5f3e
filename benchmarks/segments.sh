#!/usr/bin/env bash
# what: events per second with 10, 100 and 1,000 live segments, CPU of an event, time until a membership is visible, filling in
# runs: 1
# median: events_per_second_100
# --segments 10,100 --shoppers 5000 --events 20000 --rate 1000 --seconds 20 make it smaller.
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/Automation.Benchmarks/bin/Release/net10.0/Automation.Benchmarks.dll" segments "$@"
