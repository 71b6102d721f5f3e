"""median.py KEY FILE...: prints the number (from 1) of the file whose last JSON line has the median value of KEY."""

import json
import sys

key, files = sys.argv[1], sys.argv[2:]
runs = []
for file in files:
    with open(file, encoding="utf-8") as lines:
        value = json.loads(lines.read().splitlines()[-1])[key]
    runs.append((value, int(file.rsplit(".", 1)[1])))
runs.sort()
print(runs[(len(runs) - 1) // 2][1])
