#!/usr/bin/env bash
# redis.sh PORT: Redis in the foreground, on loopback. It holds copies only, so nothing is written to disk, and what was not
# asked for longest goes when 100 MB are full.
# shellcheck source=server.sh
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"

port=${1:?port}
require redis-server
claim_port "$port" Redis
own_folder redis "$AUTOMATION_DATA/redis"

supervise TERM "$port" "${run_as[@]}" redis-server --bind 127.0.0.1 --port "$port" --dir "$AUTOMATION_DATA/redis" \
  --appendonly no --save '' --maxmemory 100mb --maxmemory-policy allkeys-lru --daemonize no --logfile '' --loglevel warning
