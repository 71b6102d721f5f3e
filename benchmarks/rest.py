#!/usr/bin/env python3
"""rest.py DATA SECONDS: CPU of each service of the stack with this data folder, from /proc, as one JSON line."""
import json
import os
import sys
import time


def service_cpu(data):
    """Seconds of CPU by program; a service is known by its clock folder, which only services are told of."""
    marker = f"Clock__Path={data}/clock".encode()
    seconds = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if marker not in file.read().split(b"\0"):
                    continue
            name = os.path.basename(os.readlink(f"/proc/{pid}/exe"))
            if not name.startswith("Automation."):
                continue  # The `dotnet run` over it.
            with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue  # It ended meanwhile.
        seconds[name.removeprefix("Automation.")] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def main():
    data, duration = sys.argv[1], float(sys.argv[2])
    before, begin = service_cpu(data), time.monotonic()
    time.sleep(duration)
    after, elapsed = service_cpu(data), time.monotonic() - begin
    percent = {name: round(100 * (after[name] - before[name]) / elapsed, 2) for name in sorted(before) if name in after}
    if not percent:
        raise SystemExit(f"rest.py: no service runs with {data}")
    total = round(sum(percent.values()), 2)
    print(json.dumps({
        "scenario": "rest", "seconds": round(elapsed, 1), "cpu_percent_of_one_core": total, "services": percent,
        "load": round(os.getloadavg()[0], 1)}, separators=(",", ":")))


if __name__ == "__main__":
    main()
