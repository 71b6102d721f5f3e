using Automation.Commerce.V1;
using Google.Protobuf;
using Xunit.Abstractions;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>
/// Disorder, to the inbox: of two shoppers to whom the same happened at the same times, one whose events came in order and one whose
/// events came in any order, both have the same mails when everything is there before the first cart is due.
/// </summary>
[Trait("kind", "stack")]
[Collection(InboxCollection.Name)]
public sealed class Arriving_in_any_order_at_the_inbox(RealInbox inbox, ITestOutputHelper output)
{
    const int Histories = 40;

    /// <summary>Whatever happens, about whatever cart: the guard of the workflow looks at what the carts are in the end.</summary>
    [Fact]
    public async Task Whatever_is_left_in_a_cart_is_written_about_as_it_is()
    {
        var shop = await StoryShop.OpenAsync(inbox, definition =>
        {
            definition.ExitWhen.Clear();
            definition.Reentry.Keyed.Cooldown = null;
        });
        await CompareAsync(shop, (random, _) => ShuffledHistory.Any(random));
    }

    /// <summary>The shipped workflow: an order is the last that happened, or one of several with carts left before, between and after them.</summary>
    [Fact]
    public async Task What_was_bought_at_last_is_not_written_about()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        await CompareAsync(shop, (random, number) => (number % 4) switch
        {
            0 => ShuffledHistory.WithoutOrder(random),
            1 => ShuffledHistory.BoughtAtLast(random),
            _ => ShuffledHistory.OrderedInBetween(random),
        });
    }

    async Task CompareAsync(StoryShop shop, Func<Random, int, ShuffledHistory> create)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seeds {seed} to {seed + Histories - 1}");
        var histories = Enumerable.Range(0, Histories).Select(number => create(new Random(seed + number), number)).ToList();
        foreach (var (number, history) in histories.Index())
        {
            await shop.RecordAsync(Who(shop, "ordered", number), Own($"ordered-{number}", history.InOrder));
            await shop.RecordAsync(Who(shop, "shuffled", number), Own($"shuffled-{number}", history.Shuffled));
        }

        var inboxes = await shop.InboxesAsync();
        foreach (var (number, history) in histories.Index())
        {
            var (expected, actual) = (Mails("ordered", number), Mails("shuffled", number));
            Assert.True(expected == actual, $"Seed {seed + number}:\n{history}\nin order: {expected}\nas it came: {actual}");
        }
        // Some are written to, and some are not.
        Assert.InRange(histories.Index().Count(pair => Mails("ordered", pair.Index).Length > 0), Histories / 10, Histories * 9 / 10);

        string Mails(string twin, int number) => string.Join("; ", inboxes[Who(shop, twin, number).Email].Order(StringComparer.Ordinal));
    }

    // An order of one shopper closes the cart of that id of another one too.
    static IEnumerable<(Event Action, double MinutesAgo)> Own(string who, IEnumerable<(Event Action, double MinutesAgo)> history)
    {
        foreach (var (action, minutesAgo) in history)
        {
            var own = action.Clone();
            var message = (IMessage)Event.Descriptor.FindFieldByNumber((int)own.ActionCase).Accessor.GetValue(own);
            foreach (var name in new[] { "cart_id", "order_id" })
            {
                if (message.Descriptor.FindFieldByName(name)?.Accessor is { } field && field.GetValue(message) is string { Length: > 0 } id)
                    field.SetValue(message, $"{who} {id}");
            }
            yield return (own, minutesAgo);
        }
    }

    static Identifiers Who(StoryShop shop, string twin, int number) => new() { UserId = $"{twin}-{number}", Email = shop.Address($"{twin}-{number}") };
}
