using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using Xunit.Abstractions;

namespace Automation.Segmentation.Tests.Customers;

public sealed class Summing_a_history(ITestOutputHelper output)
{
    static OrderSummary SummaryOf(Orders orders) => orders.State.Profile.OrderSummary;

    [Fact]
    public void Gaps_are_those_between_orders_that_count()
    {
        var orders = Orders.DaysAgo(100, 90, 70, 40, 39).Cancelled("o4", 38).Refunded("o3", 37).Refunded("o2", 36, 4);
        var summary = SummaryOf(orders);
        Assert.Equal((3, 15.0, 20.0), (summary.OrderCount, summary.AverageGapDays, summary.P90GapDays));
        Assert.Equal(Orders.Now.AddDays(-100).ToTimestamp(), summary.FirstOrderTime);
        Assert.Equal(Orders.Now.AddDays(-70).ToTimestamp(), summary.LastOrderTime);
        Assert.Equal([new Money { CurrencyCode = "EUR", Units = 26 }], summary.NetTotals);
    }

    [Fact]
    public void Two_orders_have_an_average_gap_and_none_of_their_own_to_go_by()
    {
        var summary = SummaryOf(Orders.DaysAgo(10, 4));
        Assert.Equal((6.0, 0.0), (summary.AverageGapDays, summary.P90GapDays));
        Assert.Equal((0.0, 0.0), (SummaryOf(Orders.DaysAgo(10)).AverageGapDays, SummaryOf(Orders.DaysAgo(10)).P90GapDays));
    }

    [Fact]
    public void The_shopper_is_missed_when_the_own_gaps_are_exceeded_and_within_bounds()
    {
        Assert.Equal((-40 + 60, -40 + 90), Missed(Orders.DaysAgo(40)));
        Assert.Equal((-40 + 60, -40 + 90), Missed(Orders.DaysAgo(50, 40)));
        // Gaps of 50 and 70 days.
        Assert.Equal((-10 + 70, -10 + 70), Missed(Orders.DaysAgo(130, 60, 10)));
        // Never before 30 and 45 days, never after 365.
        Assert.Equal((-1 + 30, -1 + 45), Missed(Orders.DaysAgo(3, 2, 1)));
        Assert.Equal((-1 + 365, -1 + 365), Missed(Orders.DaysAgo(1001, 501, 1)));

        static (double, double) Missed(Orders orders) => (
            (orders.State.Profile.OrderRhythm.AtRiskTime.ToDateTimeOffset() - Orders.Now).TotalDays,
            (orders.State.Profile.OrderRhythm.LapseTime.ToDateTimeOffset() - Orders.Now).TotalDays);
    }

    [Fact]
    public void Whoever_has_given_everything_back_is_no_customer()
    {
        var orders = Orders.DaysAgo(10).Refunded("o0", 9);
        Assert.Equal(0, SummaryOf(orders).OrderCount);
        Assert.Null(orders.State.Profile.OrderRhythm);
    }

    [Fact]
    public void In_whichever_sequence_it_is_told_it_comes_to_the_same()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seeds {seed} to {seed + 199}");
        for (var number = 0; number < 200; number++)
        {
            var random = new Random(seed + number);
            var history = History(random);
            var expected = Told(history);
            for (var shuffle = 0; shuffle < 5; shuffle++)
            {
                random.Shuffle(history);
                Assert.True(expected == Told(history), $"Seed {seed + number}: {expected}\nbut was\n{Told(history)}\nof\n{string.Join('\n', history.Select(one => one.ToString()))}");
            }
        }
    }

    static Event[] History(Random random)
    {
        var history = new List<Event>();
        var count = random.Next(1, 9);
        for (var order = 0; order < count; order++)
        {
            var id = $"o{order}";
            var euros = random.Next(1, 50);
            var currency = random.Next(4) == 0 ? "GBP" : "EUR";
            var time = Orders.Now.AddDays(-random.Next(1, 400)).AddSeconds(random.Next(1000)).ToTimestamp();
            history.Add(new() { OccurTime = time, OrderCompleted = new() { OrderId = id, Total = new() { CurrencyCode = currency, Units = euros } } });
            if (random.Next(3) == 0)
                history.Add(new() { OccurTime = time, OrderRefunded = new() { OrderId = id, Amount = new() { CurrencyCode = "EUR", Units = random.Next(1, euros + 1) } } });
            if (random.Next(5) == 0)
                history.Add(new() { OccurTime = time, OrderCancelled = new() { OrderId = id } });
            if (random.Next(6) == 0)
                history.Add(new() { OccurTime = time, OrderRefunded = new() { OrderId = id } });
        }
        return [.. history];
    }

    static string Told(Event[] history)
    {
        var state = new ProfileState();
        for (var place = 0; place < history.Length; place++)
        {
            ProfileFold.Apply(state, new LoggedEvent
            {
                Partition = 3, Sequence = place + 1, ShopId = "shop", ShopperId = "0193a000-0000-7000-8000-000000000001",
                Event = history[place].Clone(), LogTime = Orders.Now.AddSeconds(place).ToTimestamp(),
            });
        }
        return $"{state.Profile.OrderSummary} {state.Profile.OrderRhythm}";
    }
}
