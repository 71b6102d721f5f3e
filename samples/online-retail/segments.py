#!/usr/bin/env python3
"""Works out RFM scores and segments of the customers of an Online Retail II file. Shares no code with the suite.

    segments.py FILE.csv[.gz] AS_OF [EVERY]

By the rules of docs/profile.md, over the orders of README.md beside it up to AS_OF (2010-12-10T00:00:00), of known
customers whose number EVERY divides (1: of all). Prints a line for each customer, by number:
customer, recency, frequency, monetary (0 where there are none), and the segments, sorted.
"""
import csv
import datetime
import gzip
import sys
from collections import defaultdict
from decimal import Decimal

DAY = 86_400
EPOCH = datetime.datetime(1970, 1, 1)


def rows(path):
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.endswith(".gz") else open(path, encoding="utf-8", newline="")
    with opened as file:
        yield from csv.DictReader(file)


def read_orders(path, as_of, every):
    """customer -> [(seconds, total)] in order of time."""
    lines, heads = defaultdict(dict), {}
    for row in rows(path):
        invoice, code, customer = row["Invoice"], row["StockCode"], row["Customer ID"]
        price, quantity = Decimal(row["Price"]), int(row["Quantity"])
        if invoice[0] in "AC" or price <= 0 or quantity <= 0 or not (code[:5].isascii() and code[:5].isdigit() and len(code) >= 5):
            continue
        if invoice not in heads:
            time = datetime.datetime.strptime(row["InvoiceDate"], "%Y-%m-%d %H:%M:%S")
            heads[invoice] = (int((time - EPOCH).total_seconds()), customer)
        before = lines[invoice].get(code, (0, None))[0]
        lines[invoice][code] = (before + quantity, price)
    orders = defaultdict(list)
    for invoice, (time, customer) in heads.items():
        if customer and int(customer) % every == 0 and time <= as_of:
            orders[customer].append((time, sum(quantity * price for quantity, price in lines[invoice].values())))
    for made in orders.values():
        made.sort()
    return orders


def rank(ascending, percent):
    """The value at rank ceil(percent of n), from 1."""
    return ascending[-(-percent * len(ascending) // 100) - 1]


def score(value, bounds):
    return 1 + sum(value > bound for bound in bounds)


def gaps_of(made):
    return sorted(later - earlier for (earlier, _), (later, _) in zip(made, made[1:]))


def clamp(value, low, high):
    return min(max(value, low), high)


def main(path, as_of_text, every):
    as_of = int((datetime.datetime.fromisoformat(as_of_text) - EPOCH).total_seconds())
    orders = read_orders(path, as_of, every)
    figures = {}
    for customer, made in orders.items():
        year = [(time, total) for time, total in made if time > as_of - 365 * DAY]
        if year:
            figures[customer] = (year[-1][0], len(year), sum(total for _, total in year))
    columns = [sorted(figure[column] for figure in figures.values()) for column in range(3)]
    bounds = [[rank(column, percent) for percent in (20, 40, 60, 80)] for column in columns]
    top = rank(columns[2], 90)
    shop_gaps = sorted(gap for customer in figures for gap in gaps_of(orders[customer]))
    for customer in sorted(orders, key=int):
        made, segments = orders[customer], set()
        last, count, gaps = made[-1][0], len(made), gaps_of(made)
        scores = [score(value, bound) for value, bound in zip(figures[customer], bounds)] if customer in figures else [0, 0, 0]
        lapse_gap = rank(gaps, 90) if count >= 3 else rank(shop_gaps, 90) if shop_gaps else 90 * DAY
        risk_gap = rank(gaps, 75) if count >= 3 else rank(shop_gaps, 75) if shop_gaps else 60 * DAY
        lapse = clamp(lapse_gap, 45 * DAY, 365 * DAY)
        risk = min(max(risk_gap, 30 * DAY), lapse)
        segments.add("one-time" if count == 1 else "repeat")
        if count == 1 and last > as_of - 60 * DAY:
            segments.add("first-time")
        if last > as_of - 14 * DAY:
            segments.add("bought-14d")
        if count >= 3 and customer in figures and figures[customer][2] > top:
            segments.add("vip")
        if last + lapse <= as_of:
            segments.add("lapsed")
        elif last + risk <= as_of:
            segments.add("at-risk")
        if count >= 3 and as_of < last + (last - made[0][0]) // (count - 1) <= as_of + 7 * DAY:
            segments.add("reorder-due")
        print(customer, *scores, *sorted(segments), sep=",")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) == 4 else 1)
