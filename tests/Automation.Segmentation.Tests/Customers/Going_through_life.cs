using Automation.Commerce.V1;
using Automation.Profiles.Customers;
using Automation.Segmentation.V1;
using Xunit;

namespace Automation.Segmentation.Tests.Customers;

/// <summary>Each stage a tick before it ends, and at its end.</summary>
public sealed class Going_through_life
{
    [Fact]
    public void Whoever_has_not_ordered_goes_by_consent_and_activity()
    {
        var ann = new Orders();
        ann.Tell(20, new() { ProductViewed = new() { Product = new() { ProductId = "p" } } });
        AssertStages(ann, 20, (LifecycleStages.WindowShopper, 30), (LifecycleStages.Visitor, null));
        ann.Tell(19, new() { ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Subscribed, Address = "a@shop.example" } });
        AssertStages(
            ann, 19, (LifecycleStages.NewSubscriber, 14), (LifecycleStages.WindowShopper, 15), (LifecycleStages.Subscriber, null));
        ann.Tell(18, new() { ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Unsubscribed, Address = "a@shop.example" } });
        AssertStages(ann, 18, (LifecycleStages.WindowShopper, 28), (LifecycleStages.Visitor, null));
    }

    [Fact]
    public void Whoever_has_ordered_goes_by_orders()
    {
        AssertStages(Orders.DaysAgo(10), 10, (LifecycleStages.FirstTime, 60), (LifecycleStages.AtRisk, 30), (LifecycleStages.Lapsed, null));
        AssertStages(Orders.DaysAgo(16, 10), 10, (LifecycleStages.Repeat, 60), (LifecycleStages.AtRisk, 30), (LifecycleStages.Lapsed, null));
        // Three in four gaps are below 80 days, nine in ten below 200.
        var slow = Orders.DaysAgo(500, 300, 220, 140, 60);
        AssertStages(slow, 60, (LifecycleStages.Repeat, 80), (LifecycleStages.AtRisk, 120), (LifecycleStages.Lapsed, null));
    }

    [Fact]
    public void One_order_is_the_first_for_sixty_days_where_the_shop_is_slow()
    {
        var ann = Orders.DaysAgo(10);
        CustomerStanding.Judge(ann.State, Comparing_customers.Compare([ann, Orders.DaysAgo(210, 10)]), 7);
        AssertStages(ann, 10, (LifecycleStages.FirstTime, 60), (LifecycleStages.OneTime, 140), (LifecycleStages.Lapsed, null));
    }

    [Fact]
    public void Three_orders_and_the_highest_sums_make_a_vip_until_they_are_missed()
    {
        var ann = Orders.DaysAgo(30, 20, 10);
        var cohort = Comparing_customers.Compare([ann, .. Enumerable.Range(0, 9).Select(_ => Orders.DaysAgo(5))]);
        CustomerStanding.Judge(ann.State, cohort, 7);
        AssertStages(ann, 10, (LifecycleStages.Vip, 30), (LifecycleStages.AtRisk, 15), (LifecycleStages.Lapsed, null));
    }

    // Each with its length in days.
    static void AssertStages(Orders shopper, double since, params (string Stage, double? Days)[] expected)
    {
        var now = Orders.Now.AddDays(-since).UtcTicks;
        foreach (var (stage, days) in expected)
        {
            long? end = days is { } length ? now + (long)(length * TimeSpan.TicksPerDay) : null;
            Assert.Equal((stage, end), LifecycleStages.Of(shopper.State.Profile, now));
            if (end is not { } until)
                return;
            Assert.Equal(stage, LifecycleStages.Of(shopper.State.Profile, until - 1).Stage);
            now = until;
        }
    }
}
