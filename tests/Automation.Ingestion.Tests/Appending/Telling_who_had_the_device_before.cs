using Automation.Commerce.V1;
using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>A login takes the device along; the cart that a guest left on it stays the guest's, and is bought all the same.</summary>
public sealed class Telling_who_had_the_device_before
{
    static readonly Identifiers Guest = new() { AnonymousId = "d", Email = "w@shop.example.com" };
    static readonly Identifiers LoggedIn = new() { AnonymousId = "d", UserId = "ann" };

    readonly LogModel _log = new();

    [Theory]
    [InlineData("")]
    [InlineData("another cart")]
    public void A_guest_hears_of_the_order_on_the_device_that_a_login_took(string cartId)
    {
        var ann = Account("ann");
        var guest = _log.Shopper(Pend.Cart(Guest));
        Assert.Equal(ann, _log.Shopper(Pend.Seen(LoggedIn)));
        Assert.Equal([guest], Told(Pend.Order(LoggedIn, cartId)));
        Assert.Equal([guest], Told(Pend.Order(new() { AnonymousId = "d" }, cartId)));
        // On another device nobody can tell.
        Assert.Empty(Told(Pend.Order(new() { UserId = "ann", AnonymousId = "other" }, cartId)));
        Assert.Empty(Told(Pend.Order(new() { UserId = "ann" }, cartId)));
    }

    [Fact]
    public void Everybody_who_had_it_hears_and_whose_order_it_is_does_not()
    {
        var ann = Account("ann");
        var ben = Account("ben");
        var guest = _log.Shopper(Pend.Seen(Guest, LogModel.LogTime.AddMinutes(-4)));
        _log.Append(Pend.Seen(LoggedIn, LogModel.LogTime.AddMinutes(-3)));
        _log.Append(Pend.Seen(new() { AnonymousId = "d", UserId = "ben" }, LogModel.LogTime.AddMinutes(-2)));
        Assert.Equal(new[] { ann, guest }.Order(), Told(Pend.Order(new() { AnonymousId = "d", UserId = "ben" }, "")));
        _log.Append(Pend.Seen(LoggedIn, LogModel.LogTime.AddMinutes(-1)));
        Assert.Equal(new[] { ben, guest }.Order(), Told(Pend.Order(LoggedIn, "")));
    }

    [Fact]
    public void In_one_commit_it_is_the_same()
    {
        Account("ann");
        var results = _log.Append(Pend.Cart(Guest), Pend.Seen(LoggedIn), Pend.Order(LoggedIn, ""));
        Assert.Equal(results[0].ShopperId, Assert.Single(results[2].Controls!).SubjectId);
    }

    [Fact]
    public void A_device_that_very_many_had_is_nobodys()
    {
        for (var i = 0; i <= Limits.DeviceOwners; i++)
            _log.Append(Pend.Seen(new() { AnonymousId = "till", UserId = $"user-{i}" }, LogModel.LogTime.AddMinutes(i - 30)));
        Assert.Equal(Limits.DeviceOwners, Told(Pend.Order(new() { AnonymousId = "till", UserId = $"user-{Limits.DeviceOwners}" }, "")).Count);
        _log.Append(Pend.Seen(new() { AnonymousId = "till", UserId = "one more" }));
        Assert.Empty(Told(Pend.Order(new() { AnonymousId = "till", UserId = "one more" }, "")));
    }

    Guid Account(string name) => _log.Shopper(Pend.Seen(new() { UserId = name, Email = $"{name}@shop.example.com" }));

    List<Guid> Told(PendingEvent pending) => [.. _log.Caused(pending).Select(placed => placed.SubjectId)];
}
