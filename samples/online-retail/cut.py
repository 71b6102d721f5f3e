#!/usr/bin/env python3
"""Cuts the raw lines of a few days out of an Online Retail II file, byte for byte and in their order.

    cut.py SOURCE.csv[.gz] TARGET.csv.gz FIRST_DAY LAST_DAY

The sample beside this file came of the whole file of 2009-12-01 to 2010-12-09 (README.md says where it is from):

    ./cut.py online_retail_2009_2010.csv.gz week.csv.gz 2010-11-01 2010-11-07
"""
import csv
import gzip
import sys


def open_text(path):
    return gzip.open(path, "rt", encoding="utf-8", newline="") if path.endswith(".gz") \
        else open(path, encoding="utf-8", newline="")


def cut(source, target, first_day, last_day):
    count = 0
    # mtime=0 and no name: the same lines are the same bytes, whenever and wherever they are cut.
    with open_text(source) as lines, open(target, "wb") as raw, \
            gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as out:
        header = next(lines)
        day = next(csv.reader([header])).index("InvoiceDate")
        out.write(header.encode("utf-8"))
        for number, line in enumerate(lines, start=2):
            row = next(csv.reader([line], strict=True))
            if len(row) <= day:
                raise SystemExit(f"{source}:{number}: no InvoiceDate; a quoted line break would be cut in two here")
            if first_day <= row[day][:10] <= last_day:
                out.write(line.encode("utf-8"))
                count += 1
    return count


if __name__ == "__main__":
    if len(sys.argv) != 5:
        raise SystemExit(__doc__)
    print(f"{cut(*sys.argv[1:])} lines")
