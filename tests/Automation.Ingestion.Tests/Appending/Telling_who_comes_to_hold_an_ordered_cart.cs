using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>The order is there first, and then somebody else turns out to hold its cart too.</summary>
public sealed class Telling_who_comes_to_hold_an_ordered_cart
{
    static readonly Identifiers Account = new() { UserId = "account" };
    static readonly Identifiers Guest = new() { AnonymousId = "d" };

    readonly LogModel _log = new();

    /// <summary>Whatever the time of the event is: by the order's own the fold sees what it is about.</summary>
    [Theory]
    [InlineData(Event.ActionOneofCase.ProductAdded, -90)]
    [InlineData(Event.ActionOneofCase.ProductRemoved, -90)]
    [InlineData(Event.ActionOneofCase.CartUpdated, -90)]
    [InlineData(Event.ActionOneofCase.CartUpdated, -1)]
    [InlineData(Event.ActionOneofCase.CheckoutStarted, -60)]
    public void A_guest_hears_of_it_behind_the_event_that_changed_the_cart(Event.ActionOneofCase action, int minute)
    {
        var order = Pend.Order(Account, at: At(-60));
        var buyer = _log.Shopper(order);
        var result = _log.Append(Changed(action, minute))[0];
        var placed = Assert.Single(result.Controls!);
        var guest = result.ShopperId!.Value;
        Assert.Equal(
            (guest, Partitions.Of("shop", guest.ToString()), result.Sequence + 1), (placed.SubjectId, placed.Partition, placed.Sequence));
        Assert.Equal(
            new OrderElsewhere { Order = order.Event.OrderCompleted, ShopperId = buyer.ToString(), OccurTime = At(-60).ToTimestamp() },
            placed.Record.OrderElsewhere);
    }

    [Fact]
    public void Each_hears_of_it_once()
    {
        _log.Append(Pend.Order(Account));
        Assert.Single(_log.Caused(Pend.Cart(Guest)));
        Assert.Empty(_log.Caused(Pend.Cart(Guest)));
        Assert.Single(_log.Caused(Pend.Cart(new() { Email = "w@shop.example.com" })));
        Assert.Empty(_log.Caused(Pend.Cart(Guest)));
    }

    [Fact]
    public void In_the_commit_of_the_order_too()
    {
        var results = _log.Append(Pend.Cart(Guest), Pend.Order(Account), Pend.Cart(Guest), Pend.Cart(new() { AnonymousId = "late" }));
        Assert.Equal([0, 1, 0, 1], results.Select(result => result.Controls?.Count ?? 0));
        Assert.Equal(results[3].ShopperId, results[3].Controls![0].SubjectId);
    }

    [Fact]
    public void Who_was_told_with_the_order_is_not_told_again()
    {
        _log.Append(Pend.Cart(Guest));
        Assert.Single(_log.Caused(Pend.Order(Account)));
        Assert.Empty(_log.Caused(Pend.Cart(Guest)));
    }

    [Fact]
    public void Whose_order_it_is_is_not_told()
    {
        _log.Append(Pend.Order(Account));
        Assert.Empty(_log.Caused(Pend.Cart(Account)));
    }

    [Fact]
    public void Who_holds_another_cart_or_looks_only_is_not_told()
    {
        _log.Append(Pend.Order(Account));
        Assert.Empty(_log.Caused(Pend.Cart(Guest, "c2")));
        Assert.Empty(_log.Caused(Pend.Cart(Guest, shop: "other")));
        Assert.Empty(_log.Caused(Pend.Of(new Event { EventId = "1", Identifiers = Guest, CartViewed = new() { CartId = "c" } })));
    }

    [Fact]
    public void A_duplicate_tells_nobody()
    {
        _log.Append(Pend.Order(Account), Pend.Cart(Guest, id: "once"));
        Assert.Empty(_log.Caused(Pend.Cart(new() { AnonymousId = "another" }, id: "once")));
    }

    /// <summary>A cart id may be used again. What the last one leaves open, an earlier one does too.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_several_orders_the_last_by_event_time_is_told_in_whichever_order_they_came(bool isTurned)
    {
        PendingEvent[] orders = [Pend.Order(Account, at: At(-60)), Pend.Order(new() { UserId = "b" }, at: At(-30))];
        foreach (var order in isTurned ? orders.Reverse() : orders)
            _log.Append(order);
        Assert.Equal(orders[1].Event.OrderCompleted, Assert.Single(_log.Caused(Pend.Cart(Guest))).Record.OrderElsewhere.Order);
        _log.Append(isTurned ? [.. orders.Reverse().Select(Again)] : [.. orders.Select(Again)]);
        Assert.Equal(
            At(-30).ToTimestamp(), Assert.Single(_log.Caused(Pend.Cart(new() { AnonymousId = "late" }))).Record.OrderElsewhere.OccurTime);

        static PendingEvent Again(PendingEvent order)
        {
            var again = order.Event.Clone();
            again.EventId = Guid.NewGuid().ToString();
            return Pend.Of(again);
        }
    }

    [Fact]
    public void An_order_dated_ahead_was_completed_when_it_was_logged()
    {
        _log.Append(Pend.Order(Account, at: At(9)));
        Assert.Equal(LogModel.LogTime.ToTimestamp(), Assert.Single(_log.Caused(Pend.Cart(Guest))).Record.OrderElsewhere.OccurTime);
    }

    [Fact]
    public void An_id_that_very_many_use_is_no_carts()
    {
        _log.Append(Pend.Order(Account));
        for (var i = 0; i < Limits.CartHolders; i++)
            Assert.Single(_log.Caused(Pend.Cart(new() { UserId = $"user-{i}" })));
        Assert.Empty(_log.Caused(Pend.Cart(new() { UserId = "one more" })));
    }

    static DateTimeOffset At(int minute) => LogModel.LogTime.AddMinutes(minute);

    static PendingEvent Changed(Event.ActionOneofCase action, int minute)
    {
        var said = new Event { EventId = "1", Identifiers = Guest, OccurTime = At(minute).ToTimestamp() };
        switch (action)
        {
            case Event.ActionOneofCase.ProductAdded: said.ProductAdded = new() { CartId = "c", Product = Build.Line() }; break;
            case Event.ActionOneofCase.ProductRemoved: said.ProductRemoved = new() { CartId = "c", Product = Build.Line() }; break;
            case Event.ActionOneofCase.CartUpdated: said.CartUpdated = new() { CartId = "c", Lines = { Build.Line() } }; break;
            default: said.CheckoutStarted = new() { CartId = "c" }; break;
        }
        return Pend.Of(said);
    }
}
