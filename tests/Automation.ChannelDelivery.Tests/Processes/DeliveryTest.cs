using System.Text.RegularExpressions;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>Begins with channel-delivery as it is every day.</summary>
[Collection(DeliveryProcesses.Name)]
public abstract partial class DeliveryTest(DeliveryStack stack) : IAsyncLifetime
{
    private protected DeliveryStack Stack { get; } = stack;

    public Task InitializeAsync() => Stack.ServeAsUsualAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Nothing came to the buyer, and the event log says why.</summary>
    private protected async Task AssertNotSentAsync(DeliveryShop shop, Buyer buyer, string reason)
    {
        await Stack.UntilAsync("its end is told", async () => (await shop.ToldAsync(buyer)).Count == 1);
        var settled = Assert.Single(await shop.ToldAsync(buyer)).Event.MessageSettled;
        Assert.Equal((MessageOutcome.Dropped, reason), (settled.Outcome, settled.Reason));
        Assert.Empty(await Stack.InboxAsync(buyer.Email));
    }

    /// <summary>The link of a kind in the only mail of a buyer.</summary>
    private protected async Task<Uri> LinkAsync(string kind, Buyer buyer)
    {
        var text = Assert.Single(await Stack.InboxAsync(buyer.Email)).GetProperty("text").GetString()!;
        return new Uri(Links().Matches(text).Single(match => match.Groups[1].Value == kind).Value);
    }

    /// <summary>The mail that a cart brings its buyer.</summary>
    private protected async Task<(string Html, string Text)> MailAsync(DeliveryShop shop, Buyer buyer, Event left)
    {
        var former = (await Stack.InboxAsync(buyer.Email)).Count;
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer, left), DeliveryState.Sent);
        var mail = (await Stack.InboxAsync(buyer.Email))[former];
        return (mail.GetProperty("html").GetString()!, mail.GetProperty("text").GetString()!);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/(\w)/[A-Za-z0-9_-]+")]
    private static partial Regex Links();
}
