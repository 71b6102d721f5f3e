using System.Text;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Npgsql;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>What the mail says of a cart, and that none says what cannot be.</summary>
[Trait("kind", "stack")]
public sealed class Showing_carts(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task Variants_are_shown_as_the_shopper_saw_them()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        await shop.PutProductsAsync(
            new Product { ProductId = "shirt", Title = "shirt of the catalog", Price = Samples.Pounds(10), Availability = Availability.InStock });
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
}
