using Automation.ChannelDelivery.V1;
using Automation.WorkflowEngine.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>After the answer of PauseMarketing no call to a provider begins for marketing.</summary>
[Trait("kind", "stack")]
public sealed class Stopping_marketing(DeliveryStack stack) : DeliveryTest(stack)
{
    const int Buyers = 150;

    // A mail that was begun before the answer is through by then.
    static readonly TimeSpan s_longestMail = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Holds_what_is_under_way_until_it_is_resumed_and_lets_through_what_shoppers_need()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AtOnce(), Definitions.Needed());
        var buyers = new List<Buyer>();
        for (var index = 0; index < Buyers; index++)
            buyers.Add(await shop.AddBuyerAsync());
        // Some of them are being sent when the call comes, and go on coming.
        await shop.RecordAsync(buyers.Take(100).Select(buyer => (buyer, Happening.CartLeft())));
        await Stack.UntilAsync("the first mails are there", async () => await CountAsync(shop) > 0);
        var coming = shop.RecordAsync(buyers.Skip(100).Select(buyer => (buyer, Happening.CartLeft())));
        await shop.Marketing.PauseMarketingAsync(new());
        await coming;
        await Task.Delay(s_longestMail);

        var sent = await CountAsync(shop);
        Assert.InRange(sent, 1, Buyers);
        var late = await shop.AddBuyerAsync();
        await shop.RecordAsync(late, Happening.CartLeft());
        var reminder = await shop.NextAskedForAsync(late);
        await shop.WaitForAsync(reminder, DeliveryState.Deferred, "MARKETING_STOPPED");
        await shop.RecordAsync(late, Happening.CheckoutBegun());
        await shop.WaitForAsync(await shop.NextAskedForAsync(late, 1), DeliveryState.Sent);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(sent + 1, await CountAsync(shop));

        await shop.Marketing.ResumeMarketingAsync(new());
        await shop.WaitForAsync(reminder, DeliveryState.Sent);
        await Stack.UntilAsync("all are sent", async () => await CountAsync(shop) == Buyers + 2, () => "fewer");
        foreach (var buyer in buyers)
            Assert.Single(await Stack.InboxAsync(buyer.Email));
    }

    async Task<int> CountAsync(DeliveryShop shop) => (await Stack.Mail.MessagesAsync()).Count(message =>
        message.GetProperty("to")[0].GetProperty("address").GetString()!.EndsWith($"@{shop.ShopId}.example.com", StringComparison.Ordinal));
}
