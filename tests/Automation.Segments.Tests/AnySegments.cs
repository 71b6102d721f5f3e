namespace Automation.Segments.Tests;

/// <summary>Random segments of every kind of question, in text, which ask for each other without a circle.</summary>
sealed class AnySegments(Random random)
{
    static readonly string[] s_windows = ["1s", "1h", "12h", "1d", "3d", "7d", "30d"];

    static readonly string[] s_orderFilters =
    [
        """e.total >= money("20 EUR")""", """e.total.currency_code == "USD" """, """e.lines.exists(l, l.product_id == "p1" && l.unit_price > money("10 EUR"))""",
        """e.lines.all(l, l.quantity > 1)""", """e.order_id in ["o1", "o2", "o3"]""",
    ];

    /// <summary>By segment id.</summary>
    public IReadOnlyList<(string SegmentId, string Text)> Next()
    {
        var ids = Enumerable.Range(0, random.Next(1, 8)).Select(place => $"s{place}").ToArray();
        return [.. ids.Select((id, place) => (id, Condition(depth: random.Next(3), ids[..place])))];
    }

    string Condition(int depth, string[] known) => (depth == 0 ? 9 : random.Next(14)) switch
    {
        0 or 1 => $"({Condition(depth - 1, known)} && {Condition(depth - 1, known)})",
        2 or 3 => $"({Condition(depth - 1, known)} || {Condition(depth - 1, known)})",
        4 => $"!({Condition(depth - 1, known)})",
        _ => random.Next(10) switch
        {
            0 when known.Length > 0 => $"in_segment(\"{Pick(known)}\")",
            < 3 => Profile(),
            _ => History(),
        },
    };

    string Profile() => Pick(
    [
        "has(profile.phone)", """profile.email == "a@shop.example" """, """profile.traits.city == "Berlin" """, "profile.traits.points > 1",
        "profile.order_summary.order_count > 1", $"profile.order_summary.last_order_time.in_last(\"{Window()}\")",
        $"profile.create_time < now() - duration(\"{Window()}\")", $"profile.update_time.in_last(\"{Window()}\")",
        """profile.create_time.in_this("week", "Europe/Berlin")""", """profile.traits.birthday.anniversary_in_days(-3, 3, "UTC")""",
        """profile.carts.exists(c, c.state == "CART_STATE_ACTIVE" && c.lines.exists(l, l.product_id == "p1"))""",
        """profile.product_views.exists(v, v.product_id == "p1" && v.view_count > 1)""", "size(profile.orders) > 1",
        """profile.orders.exists(o, o.state == "ORDER_STATE_REFUNDED")""",
        $"lifecycle_stage() == \"{Pick(["visitor", "window_shopper", "new_subscriber", "first_time", "one_time", "repeat", "at_risk", "lapsed"])}\"",
        "profile.order_rhythm.lapse_time <= now()",
        """cart_state("CART_STATE_ACTIVE")""", """cart_state("CART_STATE_ORDERED")""", """consented("email")""", """consented("sms")""",
        """in_list("staff")""", """in_list("vip")""", """profile.list_ids.contains_any(["vip", "none"])""",
    ]);

    string History() => random.Next(19) switch
    {
        < 3 => $"{Events()}.count() {Sign()} {random.Next(4)}",
        3 => $"{Orders()}.sum(e, e.total, \"EUR\") {Sign()} money(\"{random.Next(60)}.50 EUR\")",
        4 => $"{Games()}.sum(e, e.properties.score) {Sign()} {random.Next(3)}.3",
        5 => $"{Views()}.sum(e, e.product.quantity) {Sign()} {random.Next(4)}",
        6 => $"{Orders()}.{Pick(["min", "max"])}(e, e.total, \"EUR\") {Sign()} money(\"{random.Next(40)} EUR\")",
        7 => $"{Games()}.{Pick(["min", "max"])}(e, e.properties.score) {Sign()} {random.Next(-2, 2)}.5",
        8 => $"{Events()}.{Pick(["first", "last"])}().in_last(\"{Window()}\")",
        9 => $"{Orders()}.{Pick(["first", "last"])}(e, e.total) {Sign()} money(\"{random.Next(40)} EUR\")",
        10 => $"{Games()}.{Pick(["first", "last"])}(e, e.properties.{Pick(["tag", "score"])}) == {Pick(["\"a\"", "1", "\"b\""])}",
        11 => $"{Views()}.distinct(e, e.product.product_id) {Sign()} {random.Next(4)}",
        12 => $"{Games()}.distinct(e, e.properties.{Pick(["tag", "score"])}) {Sign()} {random.Next(3)}",
        13 => $"{Orders()}.distinct(e, e.total) {Sign()} {random.Next(3)}",
        14 or 15 or 16 => $"did_then({Events()}, {Plain()}, \"{Window()}\")",
        _ => $"did_without({Events()}, {Plain()})",
    };

    string Events() => random.Next(4) switch { 0 => Views(), 1 => Orders(), 2 => Games(), _ => $"{Plain()}{Within()}" };

    string Views() => $"events(\"product_viewed\"){(random.Next(3) == 0 ? """.where(e, e.product.product_id == "p1")""" : "")}{Within()}";

    string Orders() => $"events(\"order_completed\"){(random.Next(2) == 0 ? $".where(e, {Pick(s_orderFilters)})" : "")}{Within()}";

    string Games() => $"events(\"my_game\"){(random.Next(3) == 0 ? ".where(e, e.properties.score > 0)" : "")}{Within()}";

    string Plain() => Pick(
    [
        "events(\"order_completed\")", "events(\"product_viewed\")", "events([\"checkout_started\", \"product_added\"])", "events(\"my_game\")",
        "events(\"consent_changed\").where(e, e.state == \"CONSENT_STATE_SUBSCRIBED\")",
    ]);

    string Within() => random.Next(8) switch
    {
        < 4 => $".in_last(\"{Window()}\")",
        4 => $".since(timestamp(\"{AnyHistory.Text(random.Next(12))}\"))",
        5 => $".before(timestamp(\"{AnyHistory.Text(random.Next(12))}\"))",
        _ => "",
    };

    string Window() => Pick(s_windows);

    string Sign() => Pick(["==", "!=", "<", "<=", ">", ">="]);

    T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
