namespace Automation.Conditions.Tests;

public class Depending_on_something
{
    [Fact]
    public void Names_what_can_change_a_condition()
    {
        var depends = Shopper.Compile(
            """
            profile.traits.city == "Berlin" && profile.orders.exists(o, o.lines.exists(l, l.sku == profile.traits.sku))
            && events(["product_viewed", "order_completed"]).in_last("1d").count() > 1 && in_segment("vip") && !in_list("staff")
            && prediction("churn") > 0.5 && consented("email") && lifecycle_stage() == "new" && cart_state("CART_STATE_ACTIVE")
            """,
            Shopper.WithHistory).DependsOn;

        Assert.Equal(["profile.orders", "profile.orders[].lines", "profile.orders[].lines[].sku", "profile.traits.city", "profile.traits.sku"], depends.Paths);
        Assert.Equal(["order_completed", "product_viewed"], depends.EventNames);
        Assert.Equal(["vip"], depends.SegmentIds);
        Assert.Equal(["staff"], depends.ListIds);
        Assert.Equal(["churn"], depends.PredictionIds);
        Assert.True(depends is { ReadsConsent: true, ReadsLifecycleStage: true, ReadsCartState: true, ReadsTime: true });
    }

    [Theory]
    [InlineData("profile.create_time > timestamp(\"2026-01-01T00:00:00Z\")", false)]
    [InlineData("profile.create_time > now()", true)]
    [InlineData("profile.create_time.in_last(\"1d\")", true)]
    [InlineData("profile.create_time.in_this(\"day\", \"UTC\")", true)]
    [InlineData("events(\"order_completed\").count() > 1", false)]
    [InlineData("events(\"order_completed\").in_last(\"1d\").count() > 1", true)]
    public void Says_whether_time_alone_can(string text, bool readsTime) =>
        Assert.Equal(readsTime, Shopper.Compile(text, Shopper.WithHistory).DependsOn.ReadsTime);
}
