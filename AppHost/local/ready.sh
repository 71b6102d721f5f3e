#!/usr/bin/env bash
# ready.sh PORT...: ends once every port answers, so that nothing starts before the servers do.
set -euo pipefail

for port in "$@"; do
  for ((attempt = 1; ; attempt++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    if ((attempt == 600)); then
      echo "port $port did not answer within a minute" >&2
      exit 1
    fi
    sleep 0.1
  done
done
