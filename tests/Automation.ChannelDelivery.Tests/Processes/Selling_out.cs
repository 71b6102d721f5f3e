using Automation.ChannelDelivery.Tests.Email;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>Nobody is called back to what cannot be bought.</summary>
[Trait("kind", "stack")]
public sealed class Selling_out(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task A_cart_of_which_nothing_can_be_bought_brings_no_reminder()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        await shop.PutProductsAsync(Product("gone", Availability.OutOfStock), Product("there", Availability.InStock));
        var (one, two, some) = (await shop.AddBuyerAsync(), await shop.AddBuyerAsync(), await shop.AddBuyerAsync());
        await AssertNothingAvailableAsync(shop, one, Line("gone"));
        // Also as two variants of it.
        await AssertNothingAvailableAsync(shop, two, Line("gone", "s"), Line("gone", "m"));

        var cart = Happening.CartLeft(null, Line("gone"), Samples.Line("there", "There", 2, 10, 0), Samples.Line("unheard", "Unheard", 1, 5, 0));
        var (html, text) = await MailAsync(shop, some, cart);
        Assert.Contains("gone of the catalog (sold out)\n", text);
        Assert.Contains("gone of the catalog <strong>(sold out)</strong>", html);
        Assert.Single(text.Split("(sold out)")[1..]);
        Assert.Contains("Total: £25.00", text);

        // It is there again.
        await shop.PutProductsAsync(Product("gone", Availability.InStock));
        Assert.DoesNotContain("sold out", (await MailAsync(shop, one, Happening.CartLeft(null, Line("gone")))).Text);
    }

    [Fact]
    public async Task What_the_shop_no_longer_sells_cannot_be_bought_either()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        await shop.PutProductsAsync(
            Product("deleted", Availability.InStock), Product("deleted too", Availability.Unspecified), Product("gone", Availability.OutOfStock),
            Product("there", Availability.InStock));
        await shop.DeleteProductsAsync("deleted", "deleted too");
        var buyer = await shop.AddBuyerAsync();
        await AssertNothingAvailableAsync(shop, buyer, Line("deleted"));
        await AssertNothingAvailableAsync(shop, await shop.AddBuyerAsync(), Line("deleted", "s"), Line("deleted", "m"), Line("deleted too"));
        await AssertNothingAvailableAsync(shop, await shop.AddBuyerAsync(), Line("deleted"), Line("gone"));

        // One among others is marked, called as the cart called it, and not summed.
        var (_, text) = await MailAsync(shop, await shop.AddBuyerAsync(), Happening.CartLeft(null, Line("deleted"), Line("there")));
        Assert.Contains("* deleted of the cart (sold out)\n", text);
        Assert.Contains("* there of the catalog\n", text);
        Assert.Contains("Total: £10.00", text);

        // What shoppers' events say of it does not bring it back; the shop does.
        await shop.PutProductsAsync(Product("deleted", Availability.Unspecified));
        Assert.DoesNotContain("sold out", (await MailAsync(shop, buyer, Happening.CartLeft(null, Line("deleted")))).Text);
    }

    [Fact]
    public async Task What_is_sold_out_before_the_check_is_seen_by_it_however_far_behind_the_catalog_is()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        await shop.PutProductsAsync(Product("last", Availability.InStock), Product("dropped", Availability.InStock));
        var buyers = new[] { await shop.AddBuyerAsync(), await shop.AddBuyerAsync() };
        await Stack.SettleAsync();
        var records = new List<DispatchRecord>();
        await using var connection = new NpgsqlConnection(Stack.Suite.Databases["recommendations"]);
        await connection.OpenAsync();
        await Stack.WhileItStandsStillAsync(async () =>
        {
            records.Add(await shop.LeaveCartAsync(buyers[0], Happening.CartLeft(null, Line("last"))));
            records.Add(await shop.LeaveCartAsync(buyers[1], Happening.CartLeft(null, Line("dropped"))));
            // The catalog has the carts, and answers; from now on it folds nothing.
            await shop.CatalogReachesAsync(records.Select(record => record.Position));
            await ExecuteAsync(connection, "BEGIN; LOCK TABLE recommendations.products IN SHARE MODE");
            await shop.RecordAsync(new Event { ProductUpserted = new ProductUpserted { Product = Product("last", Availability.OutOfStock) } });
            await shop.RecordAsync(new Event { ProductDeleted = new ProductDeleted { ProductId = "dropped" } });
        });
        foreach (var record in records)
            await shop.WaitForAsync(record, DeliveryState.Deferred, "CATALOG_UNAVAILABLE");
        await ExecuteAsync(connection, "ROLLBACK");
        foreach (var (record, buyer) in records.Zip(buyers))
        {
            await shop.WaitForAsync(record, DeliveryState.Dropped, "NOTHING_AVAILABLE");
            await AssertNotSentAsync(shop, buyer, "NOTHING_AVAILABLE");
        }
    }

    [Fact]
    public async Task What_sells_out_while_a_slow_server_takes_its_time_stops_the_final_dot()
    {
        await using var server = new ScriptedMailServer();
        await Stack.ServeAsync($"smtp://127.0.0.1:{server.Port}");
        var shop = await DeliveryShop.OpenAsync(Stack);
        await shop.PutProductsAsync(Product("last", Availability.InStock));
        var buyer = await shop.AddBuyerAsync();
        server.OnStage = async stage =>
        {
            if (stage != "DATA")
                return;
            await shop.RecordAsync(new Event { ProductUpserted = new ProductUpserted { Product = Product("last", Availability.OutOfStock) } });
            await Task.Delay(1_100);
        };
        await shop.WaitForAsync(
            await shop.LeaveCartAsync(buyer, Happening.CartLeft(null, Line("last"))), DeliveryState.Dropped, "NOTHING_AVAILABLE");
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Without_the_catalog_marketing_waits_while_it_can_and_what_one_needs_is_sent()
    {
        var brief = Definitions.AtOnce();
        brief.Steps[0].Send.ExpireAfter = Duration.FromTimeSpan(TimeSpan.FromHours(1));
        var (shop, hurried) = (await DeliveryShop.OpenAsync(Stack, Definitions.AtOnce(), Definitions.Needed()), await DeliveryShop.OpenAsync(Stack, brief));
        var (buyer, late) = (await shop.AddBuyerAsync(), await hurried.AddBuyerAsync());
        DispatchRecord waiting;
        var catalog = Stack.Suite["recommendations"];
        catalog.Kill();
        try
        {
            waiting = await shop.LeaveCartAsync(buyer);
            var expiring = await hurried.LeaveCartAsync(late);
            await shop.WaitForAsync(waiting, DeliveryState.Deferred, "CATALOG_UNAVAILABLE");
            await hurried.WaitForAsync(expiring, DeliveryState.Deferred, "CATALOG_UNAVAILABLE");
            var needed = await shop.WaitForAsync(await shop.LeaveCartAsync(buyer, Happening.CheckoutBegun()), DeliveryState.Sent);
            Assert.Equal("CATALOG_UNAVAILABLE", needed.Decisions[1].Reason);
            Stack.Clock.MoveBy(TimeSpan.FromHours(1));
            await hurried.WaitForAsync(expiring, DeliveryState.Dropped, "EXPIRED");
            Assert.Equal(DeliveryState.Deferred, (await shop.GetAsync(waiting.MessageId)).State);
        }
        finally
        {
            await Stack.StartAsync(catalog);
        }
        // The shop keeps no catalog: what that does not know can be bought.
        await shop.WaitForAsync(waiting, DeliveryState.Sent);
        var inbox = await Stack.InboxAsync(buyer.Email);
        Assert.Equal(2, inbox.Count);
        Assert.All(inbox, mail => Assert.Contains("WHITE HANGING HEART", mail.GetProperty("html").GetString()));
        Assert.DoesNotContain("You might also like", inbox[0].GetProperty("html").GetString());
        Assert.Empty(await Stack.InboxAsync(late.Email));
    }

    async Task AssertNothingAvailableAsync(DeliveryShop shop, Buyer buyer, params LineItem[] lines)
    {
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer, Happening.CartLeft(null, lines)), DeliveryState.Dropped, "NOTHING_AVAILABLE");
        await AssertNotSentAsync(shop, buyer, "NOTHING_AVAILABLE");
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static LineItem Line(string productId, string variantId = "")
    {
        var line = Samples.Line(productId, $"{productId} of the cart", 1, 10, 0);
        line.VariantId = variantId;
        return line;
    }

    static Product Product(string productId, Availability availability) => new()
    {
        ProductId = productId, Title = $"{productId} of the catalog", Price = Samples.Pounds(10), Availability = availability,
    };
}
