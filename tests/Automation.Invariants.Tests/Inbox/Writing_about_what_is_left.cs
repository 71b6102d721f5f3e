using Automation.Commerce.V1;
using Action = System.ValueTuple<Automation.Commerce.V1.Event, double>;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>What is in a cart by the time it is written about, and who has bought it, from the entry point to the inbox.</summary>
[Trait("kind", "stack")]
[Collection(InboxCollection.Name)]
public sealed class Writing_about_what_is_left(RealInbox inbox)
{
    /// <summary>The minutes say how long ago it happened; it arrives in the order in which it stands here.</summary>
    static readonly Dictionary<string, (string[] Mails, Action[] Told)> s_stories = new()
    {
        ["sold"] = ([], [(State("c1", "mug"), 1), (Build.Order("o1", "c1"), 0.2), (Checkout("c1"), 0.5)]),
        ["sold-first"] = ([], [(Build.Order("o2", "c2"), 10), (State("c2", "mug"), 12), (Build.Add("c2"), 11)]),
        ["sold-by-lines"] = ([], [(Build.Add("c3"), 9), (Build.Order("o3"), 5), (Checkout("c3"), 7)]),
        ["ahead"] = ([], [(State("c4", "mug"), -9), (Build.Order("o4", "c4"), 0)]),
        ["stale"] = (["1 The mug"], [(State("c5", "mug", "pot"), 9), (State("c5", "mug"), 3), (State("c5", "mug", "pot"), 6)]),
        ["taken-out"] = (["1 The mug"], [(State("c6", "mug", "pot"), 9), (Remove("c6", "pot"), 3), (State("c6", "mug", "pot"), 6)]),
        ["emptied"] = ([], [(State("c7", "mug"), 9), (State("c7"), 3), (Build.Add("c7", "pot"), 6)]),
        ["put-in-late"] = (["1 The pot, 2 The mug"], [(Build.Add("c8", "mug", 2), 3), (State("c8", "pot"), 6)]),
        ["once-more"] = (["1 The mug"], [(State("c9", "mug"), 9), (State("c9", "mug"), 3), (State("c9", "mug"), 0)]),
    };

    [Fact]
    public async Task It_is_what_the_times_of_its_events_say()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        foreach (var (name, story) in s_stories)
        {
            var who = new Identifiers { UserId = name, Email = shop.Address(name) };
            await shop.AgreeAsync(who);
            foreach (var (action, minutesAgo) in story.Told)
                await shop.RecordAsync(who, action, minutesAgo);
        }

        var inboxes = await shop.InboxesAsync();
        Assert.All(s_stories, story => Assert.Equal((story.Key, string.Join("; ", story.Value.Mails)), (story.Key, string.Join("; ", inboxes[shop.Address(story.Key)]))));
    }

    [Fact]
    public async Task A_guest_is_not_reminded_of_what_an_account_has_bought()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        // What the order of the account names: the cart, a name of the guest, both, or neither of them.
        var orders = new Dictionary<string, (bool IsReminded, Identifiers Account, bool HasCart)>
        {
            ["both"] = (false, new() { Email = shop.Address("both") }, true),
            ["cart"] = (false, new(), true),
            ["mailbox"] = (false, new() { Email = shop.Address("mailbox") }, false),
            ["phone"] = (false, new() { Phone = "+44 20 7946 0001" }, false),
            ["device"] = (false, new() { AnonymousId = "device of device" }, false),
            ["login"] = (false, new() { AnonymousId = "device of login" }, false),
            ["neither"] = (true, new() { Email = shop.Address("account") }, false),
        };
        foreach (var (name, (_, account, hasCart)) in orders)
        {
            var guest = new Identifiers { AnonymousId = $"device of {name}", Email = shop.Address(name) };
            if (name == "phone")
                guest.Phone = "+442079460001";
            // The account is known before, so that the order does not make one shopper of both.
            account.UserId = $"account of {name}";
            var known = await shop.RecordAsync(new() { UserId = account.UserId, Email = shop.Address($"account-{name}") }, Build.View("mug"));
            await shop.AgreeAsync(guest);
            var cart = await shop.RecordAsync(guest, Build.Add($"cart of {name}"));
            Assert.NotEqual(known.ShopperId, cart.ShopperId);
            // It takes the device along.
            if (name == "login")
                Assert.Equal(known.ShopperId, await LogInAsync(shop, account));
            await shop.RecordAsync(account, Build.Order($"order of {name}", hasCart ? $"cart of {name}" : ""));
        }

        var inboxes = await shop.InboxesAsync();
        Assert.Equal(orders.Where(order => order.Value.IsReminded).Select(order => shop.Address(order.Key)), inboxes.Select(mails => mails.Key));
    }

    static async Task<string> LogInAsync(StoryShop shop, Identifiers account)
    {
        await shop.RecordAsync(account, Build.View("mug"));
        return (await shop.RecordAsync(new() { AnonymousId = account.AnonymousId }, Build.View("mug"))).ShopperId;
    }

    static Event State(string cartId, params string[] products) => new()
    {
        CartUpdated = new CartUpdated { CartId = cartId, Lines = { products.Select(product => Build.Add(cartId, product).ProductAdded.Product) } },
    };

    static Event Remove(string cartId, string productId) =>
        new() { ProductRemoved = new ProductRemoved { CartId = cartId, Product = Build.Add(cartId, productId).ProductAdded.Product } };

    static Event Checkout(string cartId) => new() { CheckoutStarted = new CheckoutStarted { CartId = cartId } };
}
