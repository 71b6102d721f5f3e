using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class News_of_an_order
{
    static readonly Event Completed =
        new() { OrderCompleted = new() { OrderId = "o", CartId = "c", Total = Gbp(100), Lines = { Line("a", 2) } } };

    static readonly Event Updated = new() { OrderUpdated = new() { OrderId = "o", Total = Gbp(80), Lines = { Line("a", 1) } } };
    static readonly Event Fulfilled = new() { OrderFulfilled = new() { OrderId = "o" } };
    static readonly Event Cancelled = new() { OrderCancelled = new() { OrderId = "o" } };
    static readonly Event RefundedInPart = new() { OrderRefunded = new() { OrderId = "o", Amount = Gbp(30) } };
    static readonly Event RefundedInFull = new() { OrderRefunded = new() { OrderId = "o" } };

    [Fact]
    public void An_update_changes_total_and_lines()
    {
        var journal = Fold(Completed, Updated);
        Assert.Equal(Gbp(80), journal.Order("o").Total);
        Assert.Equal([Line("a", 1)], journal.Order("o").Lines);
        Assert.Equal([Gbp(80)], journal.Profile.OrderSummary.NetTotals);
    }

    [Fact]
    public void A_cancelled_order_counts_nothing_whatever_is_said_of_it_later()
    {
        var summary = Fold(Completed, Fulfilled, Cancelled, RefundedInFull, Updated).Profile.OrderSummary;
        Assert.Equal(new OrderSummary(), summary);
    }

    [Fact]
    public void Refunds_add_up_to_the_total_and_not_beyond()
    {
        var journal = Fold(Completed, RefundedInPart);
        Assert.Equal((OrderState.Completed, Gbp(30)), (journal.Order("o").State, journal.Order("o").Refund));
        Assert.Equal([Gbp(70)], journal.Profile.OrderSummary.NetTotals);

        journal = Fold(Completed, RefundedInPart, RefundedInPart, RefundedInPart, RefundedInPart);
        Assert.Equal((OrderState.Refunded, Gbp(100)), (journal.Order("o").State, journal.Order("o").Refund));
        Assert.Equal([Gbp(0)], journal.Profile.OrderSummary.NetTotals);

        journal = Fold(Completed, RefundedInPart, RefundedInFull, RefundedInFull);
        Assert.Equal((OrderState.Refunded, Gbp(100)), (journal.Order("o").State, journal.Order("o").Refund));
        Assert.Equal([Gbp(0)], journal.Profile.OrderSummary.NetTotals);
        Assert.Equal(0, journal.Profile.OrderSummary.OrderCount);
    }

    [Fact]
    public void A_refund_in_another_currency_is_less_of_that_currency()
    {
        var journal = Fold(Completed, new() { OrderRefunded = new() { OrderId = "o", Amount = Eur(5) } });
        Assert.Equal([Eur(-5), Gbp(100)], journal.Profile.OrderSummary.NetTotals);
        Assert.Equal(Eur(5), journal.Order("o").Refund);
        Assert.Equal(OrderState.Completed, journal.Order("o").State);
    }

    [Fact]
    public void News_before_the_order_is_not_shown_and_counts_nothing_until_it_comes()
    {
        var journal = Fold(Updated, Fulfilled, RefundedInPart);
        Assert.Empty(journal.Profile.Orders);
        Assert.Equal(new OrderSummary(), journal.Profile.OrderSummary);
    }

    /// <summary>Each piece of news, in any of the 120 sequences, leads to the same order and the same sums.</summary>
    [Fact]
    public void News_in_any_sequence_leads_to_the_same_order_and_sums()
    {
        foreach (var last in new[] { Cancelled, RefundedInFull, Fulfilled })
        {
            Event[] news = [Completed, Updated, Fulfilled, RefundedInPart, last];
            var expected = Comparable(Fold(news));
            foreach (var sequence in Permutations(news))
                Assert.Equal(expected, Comparable(Fold([.. sequence])));
        }
    }

    [Fact]
    public void The_first_order_is_the_first_that_was_not_called_off()
    {
        var journal = new Journal()
            .Order("o1", "", Gbp(1), Line("a")).Order("o2", "", Gbp(1), Line("a")).Order("o3", "", Gbp(1), Line("a"))
            .Log(new() { OrderCancelled = new() { OrderId = "o1" } }).Log(new() { OrderCancelled = new() { OrderId = "o3" } });
        Assert.Equal(TimeOf(2), journal.Profile.OrderSummary.FirstOrderTime);
        Assert.Equal(TimeOf(2), journal.Profile.OrderSummary.LastOrderTime);
    }

    [Fact]
    public void Sums_beyond_what_money_can_say_stop_there_and_the_order_closes_its_cart()
    {
        var journal = new Journal().Order("o1", "", Gbp(long.MaxValue, 999_999_999), Line("a")).Add("c", Line("b")).Order("o2", "c", Gbp(1), Line("b"));
        Assert.Equal((CartState.Ordered, "o2"), (journal.Cart("c").State, journal.Cart("c").OrderId));
        Assert.Equal(2, journal.Profile.OrderSummary.OrderCount);
        Assert.Equal([Gbp(long.MaxValue, 999_999_999)], journal.Profile.OrderSummary.NetTotals);
        // The sums are of the facts: what is called off gives room again.
        journal.Log(new() { OrderCancelled = new() { OrderId = "o1" } });
        Assert.Equal([Gbp(1)], journal.Profile.OrderSummary.NetTotals);
    }

    [Fact]
    public void Refunds_beyond_what_money_can_say_stop_there_and_give_back_no_more_than_the_order_cost()
    {
        Event Refund(Money amount) => new() { OrderRefunded = new() { OrderId = "o", Amount = amount } };
        var journal = Fold(Refund(Gbp(long.MaxValue)), Refund(Gbp(long.MaxValue)), Refund(Eur(long.MaxValue)), Refund(Eur(long.MaxValue)), Completed);
        Assert.Equal((OrderState.Refunded, Gbp(100)), (journal.Order("o").State, journal.Order("o").Refund));
        Assert.Equal([Eur(-long.MaxValue, -999_999_999), Gbp(0)], journal.Profile.OrderSummary.NetTotals);
    }

    [Fact]
    public void Sums_of_more_orders_than_are_kept_stop_there_too()
    {
        var journal = new Journal();
        for (var number = 0; number < 510; number++)
            journal.Order($"o{number}", "", Gbp(long.MaxValue), Line("a"));
        Assert.Equal(510, journal.Profile.OrderSummary.OrderCount);
        Assert.Equal([Gbp(long.MaxValue, 999_999_999)], journal.Profile.OrderSummary.NetTotals);
    }

    static Journal Fold(params Event[] news)
    {
        var journal = new Journal();
        foreach (var action in news)
            journal.Log(action);
        return journal;
    }

    // When it was completed depends on the sequence; nothing else may.
    static (Order, OrderSummary) Comparable(Journal journal)
    {
        var (order, summary) = (journal.Order("o").Clone(), journal.Profile.OrderSummary.Clone());
        order.CompleteTime = summary.FirstOrderTime = summary.LastOrderTime = null;
        return (order, summary);
    }

    static IEnumerable<IEnumerable<T>> Permutations<T>(IReadOnlyList<T> items) =>
        items.Count == 0
            ? [[]]
            : items.SelectMany((item, index) =>
                Permutations(items.Where((_, other) => other != index).ToList()).Select(rest => rest.Prepend(item)));
}
