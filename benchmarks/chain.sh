#!/usr/bin/env bash
# what: the highest rate of events through gateway and all services at which mails leave within a second
# runs: 3
# median: events_per_second
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/Automation.Benchmarks/bin/Release/net10.0/Automation.Benchmarks.dll" chain "$@"
