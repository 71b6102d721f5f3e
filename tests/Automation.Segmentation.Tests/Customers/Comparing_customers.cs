using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Profiles.Customers;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.Segmentation.Tests.Customers;

public sealed class Comparing_customers
{
    [Fact]
    public void Each_fifth_has_its_score_and_the_highest_tenth_is_marked()
    {
        // Ten customers: the n-th ordered n times, n days ago for n EUR each.
        var customers = Enumerable.Range(1, 10).Select(number =>
        {
            var orders = new Orders();
            for (var order = 0; order < number; order++)
                orders.Ordered($"o{order}", number, number);
            return orders;
        }).ToList();
        var cohort = Compare(customers);
        Assert.Equal((10, "EUR"), (cohort.CustomerCount, cohort.CurrencyCode));
        Assert.Equal([2, 4, 6, 8], cohort.FrequencyBounds);
        Assert.Equal([4L, 16, 36, 64], cohort.MonetaryBounds.Select(bound => bound.Units));
        Assert.Equal(81, cohort.TopTenthBound.Units);

        var scores = customers.ConvertAll(orders => Judged(orders, cohort).Rfm);
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], scores.Select(score => score.Frequency));
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], scores.Select(score => score.Monetary));
        Assert.Equal([5, 5, 4, 4, 3, 3, 2, 2, 1, 1], scores.Select(score => score.Recency));
        Assert.Equal([9], scores.Select((score, place) => (score, place)).Where(pair => pair.score.TopTenth).Select(pair => pair.place));
    }

    [Fact]
    public void A_year_is_compared_to_the_tick_and_what_was_given_back_is_not()
    {
        var (inside, outside) = (Orders.DaysAgo(364.9), Orders.DaysAgo(365));
        var returned = Orders.DaysAgo(5).Refunded("o0", 4);
        var partly = Orders.DaysAgo(5).Refunded("o0", 4, 9);
        var cohort = Compare([inside, outside, returned, partly]);
        Assert.Equal(2, cohort.CustomerCount);
        Assert.Equal([1L, 1, 10, 10], cohort.MonetaryBounds.Select(bound => bound.Units));
        Assert.NotNull(Judged(inside, cohort).Rfm);
        Assert.Null(Judged(outside, cohort).Rfm);
        Assert.Null(Judged(returned, cohort).Rfm);
    }

    [Fact]
    public void An_order_after_the_comparison_counts_at_once_and_the_comparison_knows_none()
    {
        var customers = new List<Orders> { Orders.DaysAgo(30), Orders.DaysAgo(20), Orders.DaysAgo(10) };
        var cohort = Compare(customers);
        var first = Judged(customers[0], cohort).Rfm.Clone();
        Assert.Equal((1, 1, 1), (first.Recency, first.Frequency, first.Monetary));
        customers[0].Ordered("new", -1, 50);
        Assert.True(CustomerStanding.Judge(customers[0].State, cohort, 7));
        var after = customers[0].State.Profile.Rfm;
        Assert.Equal((5, 5, 5), (after.Recency, after.Frequency, after.Monetary));
        Assert.Equal(cohort, Compare(customers));
    }

    [Fact]
    public void It_is_judged_once_by_each_comparison_and_anew_when_orders_change()
    {
        var orders = Orders.DaysAgo(30);
        var cohort = Compare([orders, Orders.DaysAgo(10)]);
        Assert.True(CustomerStanding.Judge(orders.State, cohort, 7));
        Assert.False(CustomerStanding.Judge(orders.State, cohort, 7));
        // Another one that comes to the same.
        Assert.False(CustomerStanding.Judge(orders.State, cohort, 8));
        orders.Tell(0, new() { ProductViewed = new() { Product = new() { ProductId = "p" } } });
        Assert.Equal(8, orders.State.CohortSequence);
        orders.Cancelled("o0", 0);
        Assert.True(CustomerStanding.Judge(orders.State, cohort, 8));
        Assert.Null(orders.State.Profile.Rfm);
    }

    [Fact]
    public void Whoever_has_too_few_gaps_goes_by_those_of_the_shop()
    {
        var cohort = Compare([Orders.DaysAgo(120, 60), Orders.DaysAgo(200, 90), Orders.DaysAgo(33)]);
        Assert.Equal((110 * 86_400L, 110 * 86_400L), (cohort.P75GapSeconds, cohort.P90GapSeconds));
        var rhythm = Judged(Orders.DaysAgo(33), cohort).OrderRhythm;
        Assert.Equal(Orders.Now.AddDays(110 - 33).ToTimestamp(), rhythm.LapseTime);
        Assert.Null(rhythm.ExpectedOrderTime);
    }

    [Fact]
    public void Nobody_to_compare_is_no_comparison() => Assert.Null(new CohortComparison(Orders.Now).Compute());

    [Fact]
    public void An_event_of_whoever_is_judged_costs_nothing_more()
    {
        var orders = Orders.DaysAgo([.. Enumerable.Range(1, 500).Select(day => day / 2.0).Reverse()]);
        var cohort = Compare([orders]);
        CustomerStanding.Judge(orders.State, cohort, 7);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 1000; time++)
            CustomerStanding.Judge(orders.State, cohort, 7);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static CohortComputed Compare(IReadOnlyList<Orders> customers)
    {
        var comparison = new CohortComparison(Orders.Now);
        foreach (var customer in customers)
            comparison.Survey(customer.State);
        foreach (var customer in customers)
            comparison.Add(customer.State);
        return comparison.Compute()!;
    }

    static Profile Judged(Orders orders, CohortComputed cohort)
    {
        CustomerStanding.Judge(orders.State, cohort, 7);
        return orders.State.Profile;
    }
}
