using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Testing;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>All services on a driven clock before a real mail server, for stories from the entry point to the inbox.</summary>
public sealed partial class RealInbox : IAsyncLifetime
{
    static readonly DateTimeOffset s_start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public Suite Suite { get; private set; } = null!;

    public SuiteClock Clock => Suite.Clock!;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion", "segmentation", "recommendations", "workflow-engine", "channel-delivery"],
        DrivenFrom = s_start,
    });

    public async Task DisposeAsync() => await Suite.DisposeAsync();

    /// <summary>A second later than everything before it, whoever else asks at the same time.</summary>
    public DateTimeOffset Tick()
    {
        lock (Clock)
        {
            Clock.MoveBy(TimeSpan.FromSeconds(1));
            return Clock.Now;
        }
    }

    /// <summary>Nothing is behind, and every message that is due has met its end.</summary>
    public Task SettleAsync() => Suite.SettleAsync(Clock.Now);

    /// <summary>Every cart that was left is due a moment later, and what is to come of it has come.</summary>
    public async Task AnHourLaterAsync()
    {
        await Suite.SettleAsync(DateTimeOffset.UnixEpoch);
        Clock.MoveBy(TimeSpan.FromMinutes(61));
        await SettleAsync();
    }

    /// <summary>Every mail of a shop's shoppers, oldest first.</summary>
    internal async Task<IReadOnlyList<Mail>> MailsAsync(AttackedShop shop) =>
    [
        .. (await Suite.Mail.MessagesAsync()).Select(Read).Where(mail => mail.To.EndsWith($"{shop.ShopId}.example", StringComparison.Ordinal)),
    ];

    static Mail Read(JsonElement message)
    {
        var text = message.GetProperty("text").GetString()!;
        var items = Item().Matches(text).Select(match => $"{match.Groups["quantity"]} {match.Groups["title"]}").ToList();
        var total = Total().Match(text).Groups["total"].Value;
        return new Mail(message.GetProperty("to")[0].GetProperty("address").GetString()!, items, total, new Uri(Unsubscribe().Match(text).Value));
    }

    // A product that is recommended has no quantity.
    [GeneratedRegex(@"^\* (?<title>.+?)\r?\n +Quantity: (?<quantity>\d+)", RegexOptions.Multiline)]
    private static partial Regex Item();

    [GeneratedRegex(@"^Total: (?<total>.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Total();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/u/[A-Za-z0-9_-]+")]
    private static partial Regex Unsubscribe();
}

/// <summary>A mail in the inbox.</summary>
/// <param name="To">Where it went.</param>
/// <param name="Items">What it says is in the cart, such as <c>2 The mug</c>.</param>
/// <param name="Total">What it says that all of it costs.</param>
/// <param name="Unsubscribe">Its link.</param>
sealed record Mail(string To, IReadOnlyList<string> Items, string Total, Uri Unsubscribe);

/// <summary>One of it for all stories.</summary>
[CollectionDefinition(Name)]
public sealed class InboxCollection : ICollectionFixture<RealInbox>
{
    public const string Name = "real inbox";
}
