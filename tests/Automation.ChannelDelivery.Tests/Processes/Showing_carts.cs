using System.Text;
using System.Text.Json;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Npgsql;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>What the mail says of a cart, and that none says what cannot be.</summary>
[Trait("kind", "stack")]
public sealed class Showing_carts(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task A_cart_of_which_nothing_can_be_bought_brings_no_reminder()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        await PutAsync(shop, Product("gone", 10, Availability.OutOfStock), Product("there", 10, Availability.InStock));
        var (one, two, some) = (await shop.AddBuyerAsync(), await shop.AddBuyerAsync(), await shop.AddBuyerAsync());
        await shop.WaitForAsync(
            await shop.LeaveCartAsync(one, Happening.CartLeft(null, Samples.Line("gone", "Gone", 1, 10, 0))), DeliveryState.Dropped, "NOTHING_AVAILABLE");
        // Also as two variants of it.
        var variants = new[] { Samples.Line("gone", "Gone S", 1, 10, 0), Samples.Line("gone", "Gone M", 1, 10, 0) };
        (variants[0].VariantId, variants[1].VariantId) = ("s", "m");
        await shop.WaitForAsync(await shop.LeaveCartAsync(two, Happening.CartLeft(null, variants)), DeliveryState.Dropped, "NOTHING_AVAILABLE");
        await AssertNotSentAsync(shop, one, "NOTHING_AVAILABLE");
        await AssertNotSentAsync(shop, two, "NOTHING_AVAILABLE");

        var cart = Happening.CartLeft(null, Samples.Line("gone", "Gone", 1, 10, 0), Samples.Line("there", "There", 2, 10, 0), Samples.Line("unheard", "Unheard", 1, 5, 0));
        var (html, text) = await MailAsync(shop, some, cart);
        Assert.Contains("gone of the catalog (sold out)\n", text);
        Assert.Contains("gone of the catalog <strong>(sold out)</strong>", html);
        Assert.Single(text.Split("(sold out)")[1..]);
        Assert.Contains("Total: £25.00", text);

        // It is there again.
        await PutAsync(shop, Product("gone", 10, Availability.InStock));
        Assert.DoesNotContain("sold out", (await MailAsync(shop, one, Happening.CartLeft(null, Samples.Line("gone", "Gone", 1, 10, 0)))).Text);
    }

    [Fact]
    public async Task Variants_are_shown_as_the_shopper_saw_them()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        await PutAsync(shop, Product("shirt", 10, Availability.InStock));
        var lines = new[] { Samples.Line("shirt", "Shirt XL gold", 1, 25, 0), Samples.Line("shirt", "Shirt S", 1, 10, 0) };
        (lines[0].VariantId, lines[1].VariantId) = ("xl-gold", "s");
        var (html, text) = await MailAsync(shop, await shop.AddBuyerAsync(), Happening.CartLeft(null, lines));
        Assert.Contains("* Shirt XL gold\n  Quantity: 1, price: £25.00, together: £25.00\n", text);
        Assert.Contains("* Shirt S\n  Quantity: 1, price: £10.00, together: £10.00\n", text);
        Assert.Contains("Total: £35.00", text);
        Assert.DoesNotContain("was", text);
        Assert.DoesNotContain("of the catalog", html);
    }

    [Theory]
    [InlineData("EUR", "€1.00", "€0.01", "€1.01")]
    [InlineData("JPY", "¥1", "¥0", "¥1")]
    [InlineData("KWD", "0.999 KWD", "0.005 KWD", "1.004 KWD")]
    public async Task The_total_is_the_sum_of_the_lines(string currency, string first, string second, string total)
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var cart = Happening.CartLeft(
            null,
            new LineItem { ProductId = "a", Title = "A", Quantity = 3, UnitPrice = new Money { CurrencyCode = currency, Nanos = 333_000_000 } },
            new LineItem { ProductId = "b", Title = "B", Quantity = 1, UnitPrice = new Money { CurrencyCode = currency, Nanos = 5_000_000 } });
        var (_, text) = await MailAsync(shop, await shop.AddBuyerAsync(), cart);
        Assert.Contains($"together: {first}\n", text);
        Assert.Contains($"together: {second}\n", text);
        Assert.Contains($"Total: {total}\n", text);
    }

    [Fact]
    public async Task The_links_of_a_long_cart_stand_where_mailboxes_show_them()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        // As much as an event may hold.
        var lines = Enumerable.Range(0, 500).Select(index => Samples.Line($"p-{index}", $"Ein Stück <Nr. {index}>", 1, 1, 10_000_000));
        var (html, text) = await MailAsync(shop, buyer, Happening.CartLeft(null, [.. lines]));
        Assert.Contains("and 480 more", text);
        Assert.Contains("and 480 more", html);
        Assert.Contains("Total: £505.00", text);
        foreach (var link in new[] { await LinkAsync("r", buyer), await LinkAsync("u", buyer) })
        {
            foreach (var part in new[] { html, text })
                Assert.InRange(Encoding.UTF8.GetByteCount(part[..part.IndexOf(link.AbsoluteUri, StringComparison.Ordinal)]), 1, 100_000);
        }
    }

    [Theory]
    [InlineData("grüße@müller.example.com")]
    [InlineData("root@localhost")]
    [InlineData("abc..def@shop.example.com")]
    public async Task A_shop_that_can_never_send_is_told_so_once(string sender)
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        // As a build before let it be created.
        await using (var connection = new NpgsqlConnection(Stack.Suite.Databases["ingestion"]))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("UPDATE ingestion.shops SET sender_email = $1 WHERE shop_id = $2", connection)
            {
                Parameters = { new() { Value = sender }, new() { Value = shop.ShopId } },
            };
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }
        var buyer = await shop.AddBuyerAsync();
        var message = await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Failed, "SENDER_INVALID");
        Assert.Equal(0, message.AttemptCount);
        Assert.Contains(sender, message.Decisions[^1].Detail);
        Assert.Contains("UpdateShop", message.Decisions[^1].Detail);
        Assert.Empty(await Stack.InboxAsync(buyer.Email));
    }

    async Task<(string Html, string Text)> MailAsync(DeliveryShop shop, Buyer buyer, Event left)
    {
        var former = (await Stack.InboxAsync(buyer.Email)).Count;
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer, left), DeliveryState.Sent);
        JsonElement mail = (await Stack.InboxAsync(buyer.Email))[former];
        return (mail.GetProperty("html").GetString()!, mail.GetProperty("text").GetString()!);
    }

    async Task PutAsync(DeliveryShop shop, params Product[] products) =>
        await new CatalogService.CatalogServiceClient(Stack.Suite.AsService("recommendations", shop.ShopId)).UpsertProductsAsync(
            new UpsertProductsRequest { RequestId = Guid.NewGuid().ToString(), Products = { products } });

    static Product Product(string productId, long price, Availability availability) => new()
    {
        ProductId = productId, Title = $"{productId} of the catalog", Price = Samples.Pounds(price), Availability = availability,
    };
}
