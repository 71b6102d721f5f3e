using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>What an order causes at shoppers other than the one whose it is.</summary>
public sealed class Telling_those_an_order_concerns
{
    static readonly Identifiers Account = new() { UserId = "account" };

    readonly LogModel _log = new();

    [Fact]
    public void A_guest_who_holds_the_cart_hears_of_it()
    {
        var guest = _log.Shopper(Pend.Cart(new() { AnonymousId = "d" }));
        var order = Pend.Order(Account);
        var result = _log.Append(order)[0];
        var placed = Assert.Single(result.Controls!);
        Assert.Equal((guest, Partitions.Of("shop", guest.ToString())), (placed.SubjectId, placed.Partition));
        Assert.Equal(
            new OrderElsewhere
            {
                Order = order.Event.OrderCompleted, ShopperId = result.ShopperId.ToString(), OccurTime = LogModel.LogTime.ToTimestamp(),
            },
            placed.Record.OrderElsewhere);
    }

    [Fact]
    public void Three_who_hold_the_cart_hear_of_it_and_who_holds_another_does_not()
    {
        Guid[] holders = [.. "xyz".Select(name => _log.Shopper(Pend.Cart(new() { UserId = $"{name}" })))];
        _log.Append(Pend.Cart(new() { UserId = "elsewhere" }, "c2"));
        Assert.Equal(holders, Told(Pend.Order(Account)));
        // One of the three orders: the two others.
        Assert.Equal(holders[1..], Told(Pend.Order(new() { UserId = "x" })));
    }

    [Theory]
    [InlineData(Event.ActionOneofCase.ProductAdded, true)]
    [InlineData(Event.ActionOneofCase.ProductRemoved, true)]
    [InlineData(Event.ActionOneofCase.CartUpdated, true)]
    [InlineData(Event.ActionOneofCase.CheckoutStarted, true)]
    [InlineData(Event.ActionOneofCase.CartViewed, false)]
    public void Who_changed_a_cart_holds_it_and_who_looked_at_it_does_not(Event.ActionOneofCase action, bool holds)
    {
        var said = new Event { EventId = "1", Identifiers = new() { AnonymousId = "d" } };
        switch (action)
        {
            case Event.ActionOneofCase.ProductAdded: said.ProductAdded = new() { CartId = "c", Product = Build.Line() }; break;
            case Event.ActionOneofCase.ProductRemoved: said.ProductRemoved = new() { CartId = "c", Product = Build.Line() }; break;
            case Event.ActionOneofCase.CartUpdated: said.CartUpdated = new() { CartId = "c" }; break;
            case Event.ActionOneofCase.CheckoutStarted: said.CheckoutStarted = new() { CartId = "c" }; break;
            default: said.CartViewed = new() { CartId = "c" }; break;
        }
        _log.Append(Pend.Of(said));
        Assert.Equal(holds, Told(Pend.Order(Account)).Count == 1);
    }

    [Fact]
    public void Whom_a_further_identifier_names_hears_of_an_order_without_cart()
    {
        // The account is there before, so that the order's mailbox and phone name others.
        _log.Append(Pend.Seen(Account));
        var byMail = _log.Shopper(Pend.Seen(new() { Email = "w@shop.example.com" }));
        var byPhone = _log.Shopper(Pend.Seen(new() { Phone = "+491701234567" }));
        var byExternal = _log.Shopper(Pend.Seen(new() { ExternalId = "crm-1" }));
        var byDevice = _log.Shopper(Pend.Seen(new() { AnonymousId = "d" }));
        _log.Append(Pend.Cart(new() { UserId = "stranger" }));
        var told = Told(Pend.Order(
            new() { UserId = "account", Email = "w@shop.example.com", Phone = "+491701234567", ExternalId = "crm-1", AnonymousId = "d" }, cartId: ""));
        Assert.Equal([byMail, byPhone, byExternal, byDevice], told);
    }

    [Theory]
    [InlineData("account", "")]
    [InlineData("", "b@shop.example.com")]
    [InlineData("account", "b@shop.example.com")]
    public void Whoever_else_of_a_household_has_the_phone_hears_of_no_order_that_is_not_theirs(string userId, string email)
    {
        const string Phone = "+491701234567";
        var member = _log.Shopper(Pend.Seen(new() { UserId = "member", Phone = Phone, Email = "a@shop.example.com" }));
        Assert.Empty(Told(Pend.Order(new() { UserId = userId, Email = email, Phone = Phone }, cartId: "")));
        // Who holds the cart hears of it all the same.
        _log.Append(Pend.Cart(new() { UserId = "member" }));
        Assert.Equal([member], Told(Pend.Order(new() { UserId = userId, Email = email, Phone = Phone })));
    }

    [Fact]
    public void Who_holds_the_cart_and_has_the_mailbox_hears_of_it_once()
    {
        _log.Append(Pend.Seen(Account));
        var guest = _log.Shopper(Pend.Cart(new() { AnonymousId = "d", Email = "w@shop.example.com" }));
        Assert.Equal([guest], Told(Pend.Order(new() { UserId = "account", Email = "w@shop.example.com" })));
    }

    [Fact]
    public void Whose_order_it_is_hears_nothing_beside_it()
    {
        _log.Append(Pend.Cart(Account));
        Assert.Empty(Told(Pend.Order(Account)));
        Assert.Empty(Told(Pend.Order(Account, "")));
    }

    [Fact]
    public void The_cart_of_another_shop_is_another()
    {
        _log.Append(Pend.Cart(new() { AnonymousId = "d" }, shop: "other"));
        Assert.Empty(Told(Pend.Order(Account)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("undefined")]
    [InlineData("0")]
    [InlineData("{{ cart.id }}")]
    public void Who_has_a_cart_without_an_id_of_its_own_hears_of_no_order_of_another_such(string placeholder)
    {
        _log.Append(Pend.Cart(new() { AnonymousId = "d" }, placeholder));
        Assert.Empty(Told(Pend.Order(Account, placeholder)));
        // Nor who comes to one after the order.
        Assert.Empty(_log.Caused(Pend.Cart(new() { AnonymousId = "late" }, placeholder)));
    }

    [Fact]
    public void A_cart_of_the_same_commit_counts()
    {
        var results = _log.Append(
            Pend.Cart(new() { AnonymousId = "d" }), Pend.Order(Account), Pend.Cart(new() { AnonymousId = "late" }));
        Assert.Equal(results[0].ShopperId, Assert.Single(results[1].Controls!).SubjectId);
    }

    [Fact]
    public void A_duplicate_tells_nobody()
    {
        _log.Append(Pend.Cart(new() { AnonymousId = "d" }));
        Assert.Single(Told(Pend.Order(Account, id: "once")));
        Assert.Empty(Told(Pend.Order(Account, id: "once")));
    }

    [Fact]
    public void An_id_that_very_many_use_is_no_carts()
    {
        for (var i = 0; i < Limits.CartHolders; i++)
            _log.Append(Pend.Cart(new() { UserId = $"user-{i}" }));
        Assert.Equal(Limits.CartHolders, Told(Pend.Order(Account)).Count);
        _log.Append(Pend.Cart(new() { UserId = "one more" }));
        Assert.Empty(Told(Pend.Order(Account)));
    }

    List<Guid> Told(PendingEvent pending)
    {
        var placed = _log.Caused(pending);
        Assert.All(placed, one => Assert.NotNull(one.Record.OrderElsewhere));
        return [.. placed.Select(one => one.SubjectId)];
    }
}
