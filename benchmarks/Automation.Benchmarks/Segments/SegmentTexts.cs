namespace Automation.Benchmarks.Segments;

/// <summary>Conditions of what shops ask: history with and without a window, the profile, carts, consent. Each differs from all others.</summary>
static class SegmentTexts
{
    static readonly string[] s_texts =
    [
        "events(\"order_completed\").in_last(\"{0}d\").count() > 0 && consented(\"email\")",
        "events(\"order_completed\").in_last(\"365d\").sum(e, e.total, \"EUR\") > money(\"{0} EUR\")",
        "events(\"product_viewed\").where(e, e.product.product_id == \"p{0}\").in_last(\"30d\").count() > 1",
        "did_without(events(\"checkout_started\").in_last(\"{0}d\"), events(\"order_completed\"))",
        "profile.traits.city == \"City {0}\" && profile.order_summary.order_count > 1",
        "profile.order_summary.last_order_time.in_last(\"{0}d\")",
        "cart_state(\"CART_STATE_ACTIVE\") && profile.carts.exists(c, c.lines.exists(l, l.quantity > {0}))",
        "events(\"product_viewed\").in_last(\"{0}d\").distinct(e, e.product.product_id) > 5",
        "did_then(events(\"product_viewed\"), events(\"order_completed\"), \"{0}d\")",
        "has(profile.email) && !(events(\"order_completed\").count() > {0})",
    ];

    /// <param name="place">From 0.</param>
    public static string Of(int place) => s_texts[place % s_texts.Length].Replace("{0}", $"{place + 1}", StringComparison.Ordinal);
}
