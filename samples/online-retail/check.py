#!/usr/bin/env python3
"""Says whether the suite did what the sample asks for. Knows nothing of the suite but its REST surface and the inbox.

    check.py SAMPLE.csv[.gz] --expect-only
    check.py SAMPLE.csv[.gz] --gateway URL --key-file FILE --inbox URL [--allow-unknown COUNT]

It reads the sample by the rules of README.md beside it and works out which carts, orders and events there must be and
who must have got which reminder. Then it looks: carts, orders and events through the gateway, mails in the inbox. It
shares no code and no file with the suite. Exit code 0: everything is as it must be. 1: differences, all of them listed.

--allow-unknown: so many reminders may be missing from the inbox, if the suite lists each of them as `unknown`: it was
stopped with the message at the mail server and does not send a second one.
"""
import argparse
import csv
import datetime
import gzip
import hashlib
import html.parser
import http.client
import json
import re
import sys
import time
import urllib.parse
from collections import Counter, defaultdict, namedtuple
from contextlib import closing
from decimal import Decimal

UTC = datetime.timezone.utc
SECOND = datetime.timedelta(seconds=1)
IDLE = datetime.timedelta(hours=1)
COOLDOWN = datetime.timedelta(days=1)
# So many lines of a cart are listed in a mail; of the others it says how many there are.
LISTED = 20

Line = namedtuple("Line", "product title quantity price")
Fact = namedtuple("Fact", "time kind cart product")


class Cart:
    def __init__(self, cart_id, customer, time):
        self.id = cart_id
        self.customer = customer
        self.shopper = ("user_id", customer) if customer else ("anonymous_id", cart_id)
        self.time = time
        self.bought = not cart_id.startswith("C")
        self._lines = {}

    def put(self, product, title, quantity, price):
        before = self._lines.get(product)
        self._lines[product] = Line(product, title, quantity + (before.quantity if before else 0), price)

    @property
    def lines(self):
        return list(self._lines.values())

    @property
    def total(self):
        return sum((line.price * line.quantity for line in self.lines), Decimal(0))

    @property
    def last_activity(self):
        """The last line, and the checkout of what was bought, are 30 s before the invoice."""
        return self.time - 30 * SECOND

    @property
    def first_activity(self):
        return self.last_activity - 20 * SECOND * (len(self._lines) - 1)

    @property
    def due(self):
        return self.last_activity + IDLE

    def facts(self):
        for number, line in enumerate(self.lines, start=1):
            time = self.time - 30 * SECOND - 20 * SECOND * (len(self._lines) - number)
            yield Fact(time, "productViewed", "", line.product)
            yield Fact(time, "productAdded", self.id, line.product)
        if self.bought:
            yield Fact(self.time - 30 * SECOND, "checkoutStarted", self.id, "")
            yield Fact(self.time, "orderCompleted", self.id, "")


# ---- what there must be ------------------------------------------------------------------------------------------

def read_carts(path):
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.endswith(".gz") \
        else open(path, encoding="utf-8", newline="")
    carts = {}
    lines = 0
    with opened as text:
        for row in csv.DictReader(text):
            invoice, code = row["Invoice"], row["StockCode"]
            price, quantity = Decimal(row["Price"]), int(row["Quantity"])
            if invoice.startswith("A") or price <= 0 or not re.match(r"[0-9]{5}", code):
                continue
            if quantity <= 0 and not invoice.startswith("C"):
                continue
            lines += 1
            if invoice not in carts:
                time = datetime.datetime.strptime(row["InvoiceDate"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
                carts[invoice] = Cart(invoice, row["Customer ID"], time)
            carts[invoice].put(code, row["Description"], abs(quantity), price)
    return list(carts.values()), lines


def agrees(customer, byte, share):
    return hashlib.sha256(customer.encode()).digest()[byte] < share


def agrees_to_email(customer):
    return agrees(customer, 0, 205)


class Expectation:
    def __init__(self, carts):
        self.carts = carts
        self.by_shopper = defaultdict(list)
        for cart in carts:
            self.by_shopper[cart.shopper].append(cart)
        self.customers = {cart.customer for cart in carts if cart.customer}
        self.bought_after = []
        self.kept_out = []
        self.reminders = []
        for cart in carts:
            orders = [other.time for other in self.by_shopper[cart.shopper] if other.bought]
            if any(cart.last_activity <= time <= cart.due for time in orders):
                self.bought_after.append(cart)
            elif any(cart.first_activity <= time < cart.last_activity < cart.first_activity + COOLDOWN for time in orders):
                self.kept_out.append(cart)
            elif cart.customer and agrees_to_email(cart.customer):
                self.reminders.append(cart)

    @property
    def abandoned(self):
        return [cart for cart in self.carts if not cart.bought]

    @property
    def event_count(self):
        # Of a customer besides: who it is, and one consent for each of two channels.
        return sum(len(list(cart.facts())) for cart in self.carts) + 3 * len(self.customers)


def address_of(customer):
    return f"{customer}@shop.example.com"


# ---- what there is -----------------------------------------------------------------------------------------------

class Rest:
    def __init__(self, url, key=None):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.headers = {"accept": "application/json"}
        if key:
            self.headers["authorization"] = f"Bearer {key}"
        self.connection = None

    def get(self, path, **query):
        """The answer; None when there is no such thing."""
        target = path + ("?" + urllib.parse.urlencode(query) if query else "")
        response, body = self._ask(target)
        if response.status == 404:
            return None
        if response.status != 200:
            raise SystemExit(f"GET {target}: {response.status} {body.decode('utf-8', 'replace')}")
        return json.loads(body)

    def follow(self, path):
        """Where a link sends a person; empty when nowhere."""
        response, _ = self._ask(path)
        return response.getheader("location", "") if response.status in (302, 303, 307) else ""

    def close(self):
        if self.connection is not None:
            self.connection.close()

    def _ask(self, target):
        # A server may close a kept connection at any time; a new one says whether it is there.
        if self.connection is not None:
            try:
                return self._exchange(target)
            except (http.client.HTTPException, OSError):
                self.close()
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        return self._exchange(target)

    def _exchange(self, target):
        self.connection.request("GET", target, headers=self.headers)
        response = self.connection.getresponse()
        return response, response.read()


def instant(text):
    """A timestamp of JSON: 2010-11-01T08:56:00Z, with 0, 3, 6 or 9 digits of a second."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    time = datetime.datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    return time + datetime.timedelta(microseconds=int(fraction.ljust(9, "0")[:9]) // 1000 if fraction else 0)


def amount(money):
    if not money:
        return None
    if money.get("currencyCode") != "GBP":
        raise SystemExit(f"An amount is in {money.get('currencyCode')}; the sample shop sells in GBP")
    return Decimal(money.get("units", 0)) + Decimal(money.get("nanos", 0)) / 10 ** 9


def plain(title):
    return " ".join(title.split())


def line_set(lines):
    return Counter((line.product, plain(line.title), line.quantity, line.price) for line in lines)


def told_line_set(lines):
    return Counter((line["productId"], plain(line.get("title", "")), line.get("quantity", 0), amount(line["unitPrice"]))
                   for line in lines)


class Reality:
    """What the gateway shows of each shopper of the sample."""

    def __init__(self, gateway):
        self.gateway = gateway

    def shopper_id(self, shopper):
        kind, value = shopper
        found = self.gateway.get("/v1/shoppers:lookUp", **{f"identifiers.{kind}": value})
        return found and found["shopperId"]

    def profile(self, shopper_id):
        found = self.gateway.get(f"/v1/shoppers/{shopper_id}/profile")
        return found and found["profile"]

    def events(self, shopper_id):
        return self._pages(f"/v1/shoppers/{shopper_id}/events", "events")

    def unknown_messages(self, shopper_id):
        return self._pages(f"/v1/shoppers/{shopper_id}/messages", "messages", state="DELIVERY_STATE_UNKNOWN")

    def _pages(self, path, name, **query):
        page = self.gateway.get(path, page_size=500, **query)
        while page is not None:
            yield from page.get(name, [])
            token = page.get("nextPageToken")
            page = self.gateway.get(path, page_size=500, page_token=token, **query) if token else None


class Page(html.parser.HTMLParser):
    """What a person sees of a mail: the rows of its tables, cell by cell, and where its links lead."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.rows, self.links, self._open = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self._open.append([])
        elif tag in ("td", "th") and self._open:
            self._open[-1].append("")
        elif tag == "a":
            self.links.append(dict(attrs).get("href", ""))

    def handle_endtag(self, tag):
        if tag == "tr" and self._open:
            self.rows.append([plain(cell) for cell in self._open.pop()])

    def handle_data(self, data):
        if self._open and self._open[-1]:
            self._open[-1][-1] += data + " "


def items_in_html(page):
    """A row with a quantity in a cell of its own lists an item, whose title comes first."""
    items = Counter()
    for row in page.rows:
        quantities = [int(cell) for cell in row[1:] if re.fullmatch(r"[0-9]+", cell)]
        if quantities:
            items[(row[0], quantities[0])] += 1
    return items


def items_in_text(text):
    """A line `* RED CUP` and `Quantity: 2` below it list an item."""
    found = re.findall(r"^\* (.+)\r?\n +Quantity: ([0-9]+)", text, re.MULTILINE)
    return Counter((plain(title), int(quantity)) for title, quantity in found)


def more_in_html(page):
    """How many lines the page says there are besides; 0 where it says nothing."""
    return sum(int(told[1]) for row in page.rows if row and (told := re.fullmatch(r"and ([0-9]+) more", row[0])))


def more_in_text(text):
    return sum(int(count) for count in re.findall(r"^\* and ([0-9]+) more\b", text, re.MULTILINE))


def pounds(text):
    return Decimal(text.replace(",", ""))


def wrong_sums(text):
    """What a text says that does not add up: a line is its quantity times its price, the total is the sum of all that is told."""
    shown = re.findall(r"^ +Quantity: ([0-9]+), price: £([0-9,.]+)(?: \(was £[0-9,.]+\))?, together: £([0-9,.]+)", text, re.MULTILINE)
    wrong = [f"{quantity} x {price} = {together}" for quantity, price, together in shown
             if int(quantity) * pounds(price) != pounds(together)]
    totals = [pounds(total) for total in re.findall(r"^Total: £([0-9,.]+)", text, re.MULTILINE)]
    more = re.findall(r"^\* and [0-9]+ more, together: £([0-9,.]+)", text, re.MULTILINE)
    expected = [sum(map(pounds, [together for _, _, together in shown] + more), Decimal(0))]
    return wrong + ([] if totals == expected else [f"total {show(totals)} of {show(expected)}"])


# ---- the comparison ----------------------------------------------------------------------------------------------

class Differences(list):
    def same(self, what, expected, actual):
        if expected != actual:
            self.append(f"{what}: expected {show(expected)}, found {show(actual)}")


def show(value):
    if isinstance(value, Counter):
        return "{" + ", ".join(f"{key}{f' x{count}' if count > 1 else ''}" for key, count in sorted(value.items(), key=str)) + "}"
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return str(value)


def differing(expected, actual):
    """Two multisets without what they have in common, for a report that a person can read."""
    return expected - actual, actual - expected


def newest(carts, limit):
    return sorted(carts, key=lambda cart: cart.last_activity, reverse=True)[:limit]


def compare_carts(who, carts, profile, differences):
    # A profile lists open carts up to 50, of the others the latest 20, and the latest 50 orders.
    listed = newest([cart for cart in carts if not cart.bought], 50) + newest([cart for cart in carts if cart.bought], 20)
    expected, actual = {cart.id: cart for cart in listed}, {cart["cartId"]: cart for cart in profile.get("carts", [])}
    told_ids = Counter(cart["cartId"] for cart in profile.get("carts", []))
    for cart_id in sorted(expected.keys() - told_ids.keys()):
        differences.append(f"{who}: cart {cart_id} is missing")
    for cart_id in sorted((told_ids - Counter(expected.keys())).keys()):
        differences.append(f"{who}: cart {cart_id} should not be there, or only once")
    for cart_id in sorted(expected.keys() & actual.keys()):
        cart, told = expected[cart_id], actual[cart_id]
        name = f"{who}: cart {cart_id}"
        differences.same(f"{name}, state", "CART_STATE_ORDERED" if cart.bought else "CART_STATE_ACTIVE", told["state"])
        differences.same(f"{name}, creation", cart.first_activity, instant(told["createTime"]))
        differences.same(f"{name}, last activity", cart.last_activity, instant(told["activityTime"]))
        differences.same(f"{name}, subtotal", cart.total, amount(told.get("subtotal")))
        differences.same(f"{name}, order", cart.id if cart.bought else "", told.get("orderId", ""))
        compare_lines(name, cart, told, differences)


def compare_orders(who, carts, profile, differences):
    bought = [cart for cart in carts if cart.bought]
    expected = {cart.id: cart for cart in newest(bought, 50)}
    actual = {order["orderId"]: order for order in profile.get("orders", [])}
    differences.same(
        f"{who}, orders", Counter(expected.keys()), Counter(order["orderId"] for order in profile.get("orders", [])))
    differences.same(f"{who}, order count", len(bought), int(profile.get("orderSummary", {}).get("orderCount", 0)))
    for order_id in sorted(expected.keys() & actual.keys()):
        cart, told = expected[order_id], actual[order_id]
        name = f"{who}: order {order_id}"
        differences.same(f"{name}, cart", cart.id, told.get("cartId", ""))
        differences.same(f"{name}, state", "ORDER_STATE_COMPLETED", told["state"])
        differences.same(f"{name}, total", cart.total, amount(told["total"]))
        differences.same(f"{name}, time", cart.time, instant(told["completeTime"]))
        compare_lines(name, cart, told, differences)


def compare_lines(name, cart, told, differences):
    missing, surplus = differing(line_set(cart.lines), told_line_set(told.get("lines", [])))
    if missing or surplus:
        differences.append(f"{name}, lines: missing {show(missing)}, surplus {show(surplus)}")


def compare_person(who, customer, profile, differences):
    differences.same(f"{who}, address", address_of(customer), profile.get("email", ""))
    consents = Counter((consent["channel"], consent.get("address", ""), consent["state"]) for consent in profile.get("consents", []))
    # What was said is about the shopper's only address; nobody has a phone number.
    expected = Counter((channel, address, "CONSENT_STATE_SUBSCRIBED" if agrees(customer, byte, share) else "CONSENT_STATE_UNSUBSCRIBED")
                       for channel, address, byte, share in (("CHANNEL_EMAIL", address_of(customer), 0, 205), ("CHANNEL_SMS", "", 1, 77)))
    differences.same(f"{who}, consents", expected, consents)


# What the suite itself adds to the log: how a message ended.
OWN_EVENTS = {"messageSettled"}


def compare_events(who, carts, events, differences):
    """Answers how many events of the shop there are: each of the sample exactly once, at its instant, in order."""
    expected = Counter(fact for cart in carts for fact in cart.facts())
    actual, count, later = Counter(), 0, None
    for logged in events:
        event, time = logged["event"], instant(logged["logTime"])
        if later is not None and time > later:
            differences.append(f"{who}: {event['eventId']} stands before an earlier event")
        later = time
        if OWN_EVENTS & event.keys():
            continue
        count += 1
        # Carts go by the earlier of the two times; here everything is told when it happens.
        differences.same(f"{who}: {event['eventId']}, occurrence", time, instant(event["occurTime"]))
        for kind in ("productViewed", "productAdded", "checkoutStarted", "orderCompleted"):
            if kind in event:
                body = event[kind]
                actual[Fact(time, kind, body.get("cartId", ""), body.get("product", {}).get("productId", ""))] += 1
    missing, surplus = differing(expected, actual)
    for fact, number in list(missing.items())[:3]:
        differences.append(f"{who}: event missing {number} times: {show(fact.time)} {fact.kind} {fact.cart} {fact.product}")
    for fact, number in list(surplus.items())[:3]:
        differences.append(f"{who}: event {number} times too often: {show(fact.time)} {fact.kind} {fact.cart} {fact.product}")
    return count


class Mails:
    """Mails beside the reminders that there must be."""

    def __init__(self, expectation, door, differences):
        self.expectation, self.door, self.differences = expectation, door, differences
        self.by_address = {address_of(customer): customer for customer in expectation.customers}
        self.reminders = {cart.id for cart in expectation.reminders}
        self.after_purchase = {cart.id for cart in expectation.bought_after}
        self.kept_out = {cart.id for cart in expectation.kept_out}
        self.got = Counter()
        self.sent_count = self.duplicate_count = self.after_purchase_count = 0

    def add(self, mail):
        self.sent_count += 1
        addresses = [to["address"] for to in mail["to"]]
        name = f"mail {mail.get('id', '')} to {', '.join(addresses)}"
        customer = self.by_address.get(addresses[0]) if len(addresses) == 1 else None
        if customer is None:
            self.differences.append(f"{name}: no shopper of the sample has this address")
            return
        page = Page(mail.get("html") or "")
        target = self.recover(page)
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(target).query)
        own = {cart.id: cart for cart in self.expectation.by_shopper[("user_id", customer)]}
        cart = own.get(query.get("cart", [""])[0])
        if cart is None:
            self.differences.append(f"{name}: its link leads to no cart of the shopper, but to '{target}'")
            return
        self.compare_items(name, cart, page, mail.get("text") or "", query.get("items", [""])[0])
        self.got[cart.id] += 1
        if cart.id in self.reminders and self.got[cart.id] == 1:
            return
        if cart.id in self.reminders:
            self.duplicate_count += 1
            self.differences.append(f"{name}: a second reminder of cart {cart.id}")
        elif cart.id in self.after_purchase:
            self.after_purchase_count += 1
            self.differences.append(f"{name}: the shopper had bought before cart {cart.id} was due at {show(cart.due)}")
        elif cart.id in self.kept_out:
            self.differences.append(f"{name}: an order had ended the run of cart {cart.id}, which begins no other one within a day")
        else:
            self.differences.append(f"{name}: a reminder of cart {cart.id} without consent")

    def recover(self, page):
        """Where the link back to the cart leads: the shop's page with the cart."""
        links = {link for link in page.links if urllib.parse.urlsplit(link).path.startswith("/r/")}
        return self.door.follow(urllib.parse.urlsplit(links.pop()).path) if len(links) == 1 else ""

    def compare_items(self, name, cart, page, text, linked):
        listed = Counter((plain(line.title), line.quantity) for line in cart.lines[:LISTED])
        for part, items, more in (("page", items_in_html(page), more_in_html(page)), ("text", items_in_text(text), more_in_text(text))):
            missing, surplus = differing(listed, items)
            if missing or surplus:
                self.differences.append(f"{name}: the {part} about cart {cart.id} misses {show(missing)}, has besides {show(surplus)}")
            self.differences.same(f"{name}: the {part} about cart {cart.id} tells of more", len(cart.lines[LISTED:]), more)
        for wrong in wrong_sums(text):
            self.differences.append(f"{name}: the text about cart {cart.id} does not add up: {wrong}")
        self.differences.same(
            f"{name}: the link puts into the cart", Counter(f"{line.product}:{line.quantity}" for line in cart.lines),
            Counter(linked.split(",")))

    @property
    def missing(self):
        return [cart for cart in self.expectation.reminders if not self.got[cart.id]]


def mails_in(inbox):
    """maildev accepts a mail a moment before it shows it: looks until two looks see the same."""
    seen = None
    while seen != len(mails := inbox.get("/email")):
        seen = len(mails)
        time.sleep(0.5)
    return mails


def check(expectation, reality, door, inbox, allow_unknown):
    differences = Differences()
    event_count = cart_count = abandoned_count = 0
    ids = {}
    for shopper, carts in expectation.by_shopper.items():
        who = f"shopper {shopper[1]}"
        ids[shopper] = reality.shopper_id(shopper)
        profile = ids[shopper] and reality.profile(ids[shopper])
        if not profile:
            differences.append(f"{who}: {'has no profile' if ids[shopper] else 'is not known'}")
            continue
        compare_carts(who, carts, profile, differences)
        compare_orders(who, carts, profile, differences)
        if shopper[0] == "user_id":
            compare_person(who, shopper[1], profile, differences)
        event_count += compare_events(who, carts, reality.events(ids[shopper]), differences)
        cart_count += len(profile.get("carts", []))
        abandoned_count += sum(cart["state"] != "CART_STATE_ORDERED" for cart in profile.get("carts", []))

    mails = Mails(expectation, door, differences)
    for mail in inbox:
        mails.add(mail)
    unknown = 0
    for cart in mails.missing:
        listed = [message for message in reality.unknown_messages(ids[cart.shopper])] if unknown < allow_unknown else []
        if listed:
            unknown += 1
            print(f"note: the suite lists the reminder of cart {cart.id} as unknown; it is not in the inbox")
        else:
            differences.append(f"shopper {cart.customer}: no reminder of cart {cart.id}, due at {show(cart.due)}")
    summary = (f"demo: {event_count} events, {cart_count} carts, {abandoned_count} abandoned, {mails.sent_count} reminders, "
               f"{mails.duplicate_count} duplicates, {mails.after_purchase_count} after purchase")
    return differences, summary


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sample")
    parser.add_argument("--expect-only", action="store_true")
    parser.add_argument("--gateway", help="where the gateway answers REST")
    parser.add_argument("--key-file", help="file with the shop's key")
    parser.add_argument("--inbox", help="where maildev answers REST")
    parser.add_argument("--allow-unknown", type=int, default=0)
    options = parser.parse_args(arguments)

    carts, line_count = read_carts(options.sample)
    expectation = Expectation(carts)
    if options.expect_only:
        print(f"{line_count} lines in {len(carts)} carts, {len(expectation.abandoned)} of them abandoned, "
              f"{len(expectation.customers)} known shoppers, {expectation.event_count} events, "
              f"{len(expectation.reminders)} reminders")
        for cart in sorted(expectation.reminders, key=lambda cart: cart.due):
            print(f"{show(cart.due)} {address_of(cart.customer)} {cart.id}: "
                  + ", ".join(f"{line.quantity} x {plain(line.title)}" for line in cart.lines))
        return 0
    if not (options.gateway and options.key_file and options.inbox):
        parser.error("--gateway, --key-file and --inbox are needed, or --expect-only")

    with open(options.key_file, encoding="utf-8") as file:
        key = file.read().strip()
    # A person who follows a link has no key.
    with closing(Rest(options.gateway, key)) as gateway, closing(Rest(options.gateway)) as door, closing(Rest(options.inbox)) as inbox:
        differences, summary = check(expectation, Reality(gateway), door, mails_in(inbox), options.allow_unknown)
    for difference in differences:
        print(difference)
    if differences:
        print(f"{len(differences)} differences")
    print(summary)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
