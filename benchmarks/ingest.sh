#!/usr/bin/env bash
# what: durable acks per second over one gRPC stream of batches, in turns with a plain COPY loop of the same rows
# runs: 3
# median: ratio_to_limit
exec dotnet "$(dirname "${BASH_SOURCE[0]}")/Automation.Benchmarks/bin/Release/net10.0/Automation.Benchmarks.dll" ingest "$@"
