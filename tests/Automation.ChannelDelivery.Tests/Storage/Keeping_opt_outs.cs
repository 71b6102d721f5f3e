using Automation.ChannelDelivery.Links;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Keeping_opt_outs
{
    static readonly LinkToken Link = new(LinkKind.Unsubscribe, "shop-a", Guid.NewGuid(), Guid.NewGuid(), Channel.Email, null);

    [Fact]
    public async Task Of_an_address_the_latest_counts_for_everybody_who_has_it()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        foreach (var minute in new[] { 5, 9, 7 })
            await database.OptOuts.AddAsync(Link, "x@shop.example.com", Samples.Noon.AddMinutes(minute), null, default);
        var (message, elsewhere) = (Samples.Message(), Samples.Message() with { Channel = Channel.Sms });
        var read = await database.Facts.ReadAsync(
            "shop-a",
            [(message, "x@shop.example.com"), (message with { ShopperId = Guid.NewGuid() }, "x@shop.example.com"),
                (message, "y@shop.example.com"), (elsewhere, "x@shop.example.com"), (message, null)],
            Samples.Noon, default);
        Assert.Equal([Samples.Noon.AddMinutes(9), Samples.Noon.AddMinutes(9), null, null, null], read.OptOutTimes);
        var other = await database.Facts.ReadAsync("shop-b", [(message with { ShopId = "shop-b" }, "x@shop.example.com")], Samples.Noon, default);
        Assert.Null(other.OptOutTimes[0]);
    }

    [Fact]
    public async Task The_event_that_tells_of_one_is_written_with_it()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        var told = new DerivedEvent { ShopId = "shop-a", ShopperId = Link.ShopperId.ToString(), Event = new Event { EventId = "unsubscribed-1" } };
        await database.OptOuts.AddAsync(Link, "x@shop.example.com", Samples.Noon, told, default);
        await database.OptOuts.AddAsync(Link, "x@shop.example.com", Samples.Noon, told, default);
        Assert.Equal(1L, await database.ExecuteAsync("SELECT count(*) FROM outbox WHERE event_id = 'unsubscribed-1'"));
        Assert.False(await database.OptOuts.IsToldAsync(told, default));
        await database.ExecuteAsync("DELETE FROM outbox");
        Assert.True(await database.OptOuts.IsToldAsync(told, default));
    }

    [Fact]
    public async Task No_address_is_kept_with_one()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        await database.OptOuts.AddAsync(Link, "x@shop.example.com", Samples.Noon, null, default);
        Assert.DoesNotContain("shop.example.com", (string)(await database.ExecuteAsync("SELECT opt_outs::text FROM opt_outs"))!);
    }
}
