"""Tests samples/online-retail/check.py: it must agree with a right world and notice every kind of wrong one."""
import copy
import html
import http.server
import io
import json
import os
import sys
import tempfile
import threading
import unittest
import urllib.parse
from contextlib import redirect_stdout

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "samples", "online-retail"))
import check  # noqa: E402

SMALL = os.path.join(HERE, "..", "small.csv")
WEEK = os.path.join(HERE, "..", "..", "..", "samples", "online-retail", "week.csv.gz")
RIGHT = "demo: 37 events, 8 carts, 5 abandoned, 2 reminders, 0 duplicates, 0 after purchase"


def timestamp(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def money(value):
    units = int(value)
    return {"currencyCode": "GBP", "units": str(units), "nanos": int((value - units) * 10 ** 9)}


def line_items(cart):
    return [{"productId": line.product, "title": line.title, "quantity": line.quantity, "unitPrice": money(line.price)}
            for line in cart.lines]


def log_of(carts, customer):
    facts = sorted((fact for cart in carts for fact in cart.facts()), key=lambda fact: fact.time)
    events = []
    for number, fact in enumerate(facts):
        body = {"cartId": fact.cart} if fact.cart else {}
        if fact.product:
            body["product"] = {"productId": fact.product}
        events.append({"logTime": timestamp(fact.time), "event": {"eventId": str(number), "occurTime": timestamp(fact.time), fact.kind: body}})
    known = ["shopperIdentified", "consentChanged", "consentChanged"] if customer else []
    first = events[0]["logTime"]
    events[:0] = [{"logTime": first, "event": {"eventId": f"k{n}", "occurTime": first, kind: {}}} for n, kind in enumerate(known)]
    return events[::-1]


class World:
    """What a suite that did everything right shows; tests spoil it."""

    def __init__(self, sample):
        carts, _ = check.read_carts(sample)
        self.expectation = check.Expectation(carts)
        self.lookups, self.profiles, self.events, self.unknown, self.targets = {}, {}, {}, {}, {}
        for number, (shopper, own) in enumerate(self.expectation.by_shopper.items()):
            shopper_id = f"00000000-0000-0000-0000-{number:012d}"
            self.lookups[shopper] = shopper_id
            self.profiles[shopper_id] = self.profile(shopper, own)
            self.events[shopper_id] = log_of(own, own[0].customer)
            self.unknown[shopper_id] = []
        self.mails = [self.mail(cart) for cart in self.expectation.reminders]

    def cart(self, cart_id):
        return next(cart for cart in self.expectation.carts if cart.id == cart_id)

    def profile_of(self, customer):
        return self.profiles[self.lookups[("user_id", customer)]]

    def told_cart(self, customer, cart_id):
        return next(cart for cart in self.profile_of(customer)["carts"] if cart["cartId"] == cart_id)

    @staticmethod
    def profile(shopper, carts):
        profile = {"carts": [], "orders": [], "orderSummary": {}}
        for cart in carts:
            told = {"cartId": cart.id, "state": "CART_STATE_ACTIVE", "lines": line_items(cart), "subtotal": money(cart.total),
                    "createTime": timestamp(cart.first_activity), "activityTime": timestamp(cart.last_activity)}
            if cart.bought:
                told.update(state="CART_STATE_ORDERED", orderId=cart.id)
                profile["orders"].append({
                    "orderId": cart.id, "cartId": cart.id, "state": "ORDER_STATE_COMPLETED", "lines": line_items(cart),
                    "total": money(cart.total), "completeTime": timestamp(cart.time)})
            profile["carts"].append(told)
        profile["orderSummary"]["orderCount"] = str(len(profile["orders"]))
        if shopper[0] == "user_id":
            states = {True: "CONSENT_STATE_SUBSCRIBED", False: "CONSENT_STATE_UNSUBSCRIBED"}
            profile["email"] = f"{shopper[1]}@shop.example.com"
            profile["consents"] = [
                {"channel": "CHANNEL_EMAIL", "address": profile["email"], "state": states[check.agrees(shopper[1], 0, 205)]},
                {"channel": "CHANNEL_SMS", "state": states[check.agrees(shopper[1], 1, 77)]}]
        return profile

    def mail(self, cart, customer=None):
        token = f"/r/{cart.id}.{len(self.targets)}"
        items = ",".join(f"{line.product}:{line.quantity}" for line in cart.lines)
        self.targets[token] = f"https://shop.example.com/cart?items={urllib.parse.quote(items)}&cart={cart.id}"
        rows = "".join(
            f"<tr><td><b>{html.escape(line.title)}</b></td><td>{line.quantity}</td><td>&pound;{line.price * line.quantity}</td></tr>"
            for line in cart.lines[:20])
        text = "".join(
            f"* {line.title}\n  Quantity: {line.quantity}, price: £{line.price:,}, together: £{line.price * line.quantity:,}\n"
            for line in cart.lines[:20])
        if hidden := cart.lines[20:]:
            amount = sum(line.price * line.quantity for line in hidden)
            rows += f"<tr><td>and {len(hidden)} more</td><td>&pound;{amount:,}</td></tr>"
            text += f"* and {len(hidden)} more, together: £{amount:,}\n"
        return {
            "id": token[3:], "to": [{"address": f"{customer or cart.customer}@shop.example.com", "name": ""}],
            "html": f"<p>Hello</p><table><tr><th>What</th></tr>{rows}</table><a href='http://gate.example{token}'>Back</a>"
                    "<a href='http://gate.example/u/x'>Unsubscribe</a><table><tr><td>Something else</td><td>£2.00</td></tr></table>",
            "text": f"Hello\n\n{text}\nTotal: £{cart.total:,}\n\n* Something else, £2.00\n"}

    def answer(self, path, query):
        parts = path.strip("/").split("/")
        if path == "/email":
            return self.mails
        if path == "/v1/shoppers:lookUp":
            (kind, value), = ((name.split(".")[1], values[0]) for name, values in query.items())
            found = self.lookups.get((kind, value))
            return found and {"shopperId": found}
        if parts[-1] == "profile":
            return self.profiles.get(parts[2]) and {"profile": self.profiles[parts[2]]}
        if parts[-1] == "messages":
            return {"messages": self.unknown[parts[2]] if query["state"] == ["DELIVERY_STATE_UNKNOWN"] else []}
        if parts[-1] == "events":
            # Pages of three, so that paging matters.
            begin = int(query.get("page_token", ["0"])[0] or 0)
            events = self.events[parts[2]]
            token = str(begin + 3) if begin + 3 < len(events) else ""
            return {"events": events[begin:begin + 3], "nextPageToken": token}
        return None


class Checking(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.right = World(SMALL)
        test = cls

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                if url.path.startswith("/r/"):
                    assert self.headers["authorization"] is None
                    target = test.world.targets.get(url.path)
                    self.send_response(302 if target else 404)
                    if target:
                        self.send_header("location", target)
                    body = b""
                else:
                    answer = test.world.answer(url.path, urllib.parse.parse_qs(url.query, keep_blank_values=True))
                    body = json.dumps(answer).encode()
                    self.send_response(200 if answer is not None else 404)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        cls.url = f"http://127.0.0.1:{cls.server.server_address[1]}"
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.key = tempfile.NamedTemporaryFile("w", suffix=".key")
        cls.key.write("secret\n")
        cls.key.flush()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.key.close()

    def setUp(self):
        type(self).world = copy.deepcopy(self.right)

    def run_check(self, *more):
        with redirect_stdout(io.StringIO()) as out:
            code = check.main([SMALL, "--gateway", self.url, "--key-file", self.key.name, "--inbox", self.url, *more])
        lines = out.getvalue().splitlines()
        return code, lines[:-1], lines[-1]

    def assert_wrong(self, *words, summary=None):
        code, differences, last = self.run_check()
        self.assertEqual(1, code)
        found = [line for line in differences if all(word in line for word in words)]
        self.assertTrue(found, f"{words} in none of {differences}")
        self.assertTrue(last.startswith("demo: "))
        if summary:
            self.assertIn(summary, last)

    def test_a_right_world_has_no_differences(self):
        self.assertEqual((0, [], RIGHT), self.run_check())

    def test_the_small_sample_asks_for_two_reminders_with_equal_items(self):
        reminders = self.right.expectation.reminders
        self.assertEqual([("C500004", "12358"), ("C500011", "12358")], [(cart.id, cart.customer) for cart in reminders])
        self.assertEqual([("10002A", 2), ("10005", 1)], [(line.product, line.quantity) for line in reminders[0].lines])
        self.assertEqual("2010-11-01T10:19:30+00:00", reminders[0].due.isoformat())

    def test_the_week_has_the_figures_of_its_description(self):
        with redirect_stdout(io.StringIO()) as out:
            self.assertEqual(0, check.main([WEEK, "--expect-only"]))
        lines = out.getvalue().splitlines()
        self.assertEqual(
            "14999 lines in 651 carts, 130 of them abandoned, 473 known shoppers, 31395 events, 100 reminders", lines[0])
        self.assertEqual(100, len(lines) - 1)

    def test_an_order_while_a_cart_is_filled_keeps_it_out_for_a_day(self):
        def reminders(lines, minutes_before):
            time = check.datetime.datetime(2010, 11, 1, 12, 0, tzinfo=check.UTC)
            left = check.Cart("C1", "1", time)
            for number in range(lines):
                left.put(f"1000{number}", "CUP", 1, check.Decimal(1))
            bought = check.Cart("2", "1", time - check.datetime.timedelta(minutes=minutes_before))
            bought.put("20000", "POT", 1, check.Decimal(1))
            return [cart.id for cart in check.Expectation([left, bought]).reminders]

        self.assertTrue(check.agrees_to_email("1"))
        # Ten lines take three minutes: from 11:56:30 to 11:59:30.
        self.assertEqual(["C1"], reminders(10, minutes_before=4))
        self.assertEqual([], reminders(10, minutes_before=1))
        self.assertEqual(["C1"], reminders(1, minutes_before=1))

    def test_a_missing_reminder(self):
        del self.world.mails[0]
        self.assert_wrong("no reminder of cart C500004", summary="1 reminders, 0 duplicates")

    def test_a_missing_reminder_may_be_listed_as_unknown_once(self):
        del self.world.mails[0]
        self.world.unknown[self.world.lookups[("user_id", "12358")]] = [{"messageId": "x"}]
        self.assertEqual(1, self.run_check()[0])
        self.assertEqual(0, self.run_check("--allow-unknown", "1")[0])
        del self.world.mails[0]
        self.assertEqual(1, self.run_check("--allow-unknown", "1")[0])

    def test_a_missing_reminder_that_is_not_listed_is_never_allowed(self):
        del self.world.mails[0]
        self.assertEqual(1, self.run_check("--allow-unknown", "1")[0])

    def test_a_second_reminder(self):
        self.world.mails.append(self.world.mails[0])
        self.assert_wrong("a second reminder of cart C500004", summary="3 reminders, 1 duplicates, 0 after purchase")

    def test_a_reminder_after_another_order(self):
        self.world.mails.append(self.world.mail(self.world.cart("C500003")))
        self.assert_wrong("had bought before cart C500003 was due", summary="3 reminders, 0 duplicates, 1 after purchase")

    def test_a_reminder_of_a_bought_cart(self):
        self.world.mails.append(self.world.mail(self.world.cart("500007")))
        self.assert_wrong("had bought before cart 500007 was due", summary="1 after purchase")

    def test_a_reminder_without_consent(self):
        self.world.mails.append(self.world.mail(self.world.cart("C500005")))
        self.assert_wrong("a reminder of cart C500005 without consent")

    def test_a_reminder_to_somebody_else(self):
        self.world.mails[0] = self.world.mail(self.world.cart("C500004"), customer="12349")
        self.assert_wrong("leads to no cart of the shopper")

    def test_a_reminder_to_a_stranger(self):
        self.world.mails[0]["to"][0]["address"] = "somebody@example.com"
        self.assert_wrong("no shopper of the sample has this address")

    def test_a_link_that_leads_nowhere(self):
        self.world.targets.clear()
        self.assert_wrong("leads to no cart of the shopper")

    def test_a_link_with_other_items(self):
        for token in self.world.targets:
            self.world.targets[token] = self.world.targets[token].replace("10005%3A1", "10005%3A2")
        self.assert_wrong("the link puts into the cart")

    def test_a_page_without_an_item(self):
        mail = self.world.mails[1]
        mail["html"] = mail["html"].replace("<tr><td><b>SALT &amp; PEPPER</b></td><td>1</td>", "<tr><td></td>")
        self.assert_wrong("the page about cart C500011 misses", "SALT & PEPPER")

    def test_a_page_with_another_quantity(self):
        self.world.mails[0]["html"] = self.world.mails[0]["html"].replace("<td>2</td>", "<td>3</td>")
        self.assert_wrong("the page about cart C500004 misses", "('RED CUP', 2)", "('RED CUP', 3)")

    def test_a_page_with_another_item(self):
        mail = self.world.mails[0]
        mail["html"] = mail["html"].replace("</table>", "<tr><td>BLUE CUP</td><td>1</td></tr></table>", 1)
        self.assert_wrong("the page about cart C500004", "has besides", "BLUE CUP")

    def test_a_text_with_another_quantity(self):
        self.world.mails[0]["text"] = self.world.mails[0]["text"].replace("Quantity: 2", "Quantity: 1")
        self.assert_wrong("the text about cart C500004 misses")

    def test_a_text_with_a_line_that_does_not_add_up(self):
        text = self.world.mails[0]["text"]
        line = next(line for line in self.world.cart("C500004").lines if line.quantity == 2)
        self.world.mails[0]["text"] = text.replace(f"together: £{line.price * 2}", f"together: £{line.price}")
        self.assert_wrong("the text about cart C500004 does not add up", f"2 x {line.price} = {line.price}")

    def test_a_text_with_another_total(self):
        self.world.mails[0]["text"] = self.world.mails[0]["text"].replace("Total: £", "Total: £1")
        self.assert_wrong("the text about cart C500004 does not add up: total")

    def long_mail(self, change=lambda text: text):
        """What is wrong with a mail about a cart of 23 lines."""
        cart = check.Cart("C1", "1", check.datetime.datetime(2010, 11, 1, 12, 0, tzinfo=check.UTC))
        for number in range(23):
            cart.put(f"1000{number}", f"CUP {number}", number + 1, check.Decimal("2.50"))
        mail = self.world.mail(cart)
        differences = check.Differences()
        mails = check.Mails(check.Expectation([cart]), self.door(), differences)
        mails.add({**mail, "html": change(mail["html"]), "text": change(mail["text"])})
        return differences

    def door(self):
        world = self.world

        class Door:
            @staticmethod
            def follow(path):
                return world.targets[path]

        return Door

    def test_a_long_cart_lists_twenty_lines_and_says_how_many_more(self):
        self.assertEqual([], self.long_mail())
        told = " ".join(self.long_mail(lambda text: text.replace("and 3 more", "and 4 more")))
        self.assertIn("the page about cart C1 tells of more: expected 3, found 4", told)
        self.assertIn("the text about cart C1 tells of more: expected 3, found 4", told)
        self.assertIn("misses {('CUP 19', 20)}", " ".join(self.long_mail(lambda text: text.replace("CUP 19", "CUP 20"))))
        self.assertIn("does not add up: total", " ".join(self.long_mail(lambda text: text.replace("more, together: £165.00", "more, together: £166.00"))))

    def test_an_unknown_shopper(self):
        del self.world.lookups[("anonymous_id", "C500009")]
        self.assert_wrong("shopper C500009: is not known", summary="7 carts, 4 abandoned")

    def test_a_missing_cart(self):
        carts = self.world.profile_of("12358")["carts"]
        carts.remove(self.world.told_cart("12358", "C500004"))
        self.assert_wrong("cart C500004 is missing", summary="7 carts, 4 abandoned")

    def test_a_surplus_cart(self):
        carts = self.world.profile_of("12349")["carts"]
        carts.append(dict(carts[0], cartId="500002"))
        self.assert_wrong("cart 500002 should not be there")

    def test_a_wrong_line_of_a_cart(self):
        self.world.told_cart("12358", "C500004")["lines"][0]["quantity"] = 1
        self.assert_wrong("cart C500004, lines: missing", "RED CUP")

    def test_a_wrong_state_of_a_cart(self):
        self.world.told_cart("12358", "C500004")["state"] = "CART_STATE_ORDERED"
        self.assert_wrong("cart C500004, state")

    def test_a_wrong_subtotal_of_a_cart(self):
        self.world.told_cart("12358", "C500004")["subtotal"]["nanos"] = 0
        self.assert_wrong("cart C500004, subtotal: expected 6.45, found 6")

    def test_a_wrong_time_of_a_cart(self):
        self.world.told_cart("12358", "C500004")["activityTime"] = "2010-11-01T09:19:30.000001Z"
        self.assert_wrong("cart C500004, last activity")

    def test_a_missing_order(self):
        self.world.profile_of("12349")["orders"].pop()
        self.assert_wrong("shopper 12349, orders")

    def test_a_wrong_total_of_an_order(self):
        self.world.profile_of("12349")["orders"][0]["total"]["units"] = "24"
        self.assert_wrong("order 500001, total: expected 23.50, found 24.5")

    def test_a_wrong_consent(self):
        self.world.profile_of("12350")["consents"][0]["state"] = "CONSENT_STATE_SUBSCRIBED"
        self.assert_wrong("shopper 12350, consents")

    def test_a_consent_about_another_address(self):
        self.world.profile_of("12358")["consents"][0]["address"] = "somebody@shop.example.com"
        self.assert_wrong("shopper 12358, consents", "somebody@shop.example.com")

    def test_a_cart_that_began_at_another_time(self):
        self.world.told_cart("12358", "C500004")["createTime"] = "2010-11-01T09:19:30Z"
        self.assert_wrong("cart C500004, creation")

    def test_an_event_that_happened_at_another_time(self):
        events = self.world.events[self.world.lookups[("user_id", "12358")]]
        events[0]["event"]["occurTime"] = "2010-11-01T00:00:00Z"
        self.assert_wrong("shopper 12358: ", ", occurrence")

    def test_a_lost_event(self):
        del self.world.events[self.world.lookups[("user_id", "12349")]][4]
        self.assert_wrong("shopper 12349: event missing 1 times", summary="36 events")

    def test_an_event_that_is_there_twice(self):
        events = self.world.events[self.world.lookups[("user_id", "12349")]]
        events.insert(0, events[0])
        self.assert_wrong("shopper 12349: event 1 times too often", summary="38 events")

    def test_events_out_of_order(self):
        events = self.world.events[self.world.lookups[("user_id", "12349")]]
        events[0], events[-1] = events[-1], events[0]
        self.assert_wrong("shopper 12349", "stands before an earlier event")

    def test_how_messages_ended_counts_as_no_event_of_the_shop(self):
        events = self.world.events[self.world.lookups[("user_id", "12349")]]
        events.insert(0, {"logTime": "2010-11-02T00:00:00Z", "event": {"eventId": "m", "messageSettled": {}}})
        self.assertEqual((0, [], RIGHT), self.run_check())


if __name__ == "__main__":
    unittest.main()
