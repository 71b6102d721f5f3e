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
        // The order ends what runs; a cart that it did not know would begin anew.
        ["thanked"] = ([], [(Build.Order("o10", "c10"), 5), (State("c10", "mug"), 9), (State("c10", "mug"), 3)]),
        ["thanked-without-a-cart"] = ([], [(Build.Order("o11"), 5), (Build.Add("c11"), 9), (State("c11", "mug"), 3)]),
        ["thanked-at-the-checkout"] = ([], [(Build.Order("o12", "c12"), 5), (Checkout("c12", "mug"), 3), (Remove("c12", "mug"), 2)]),
        ["bought-and-more"] = (["1 The mug, 1 The pot"], [(Build.Order("o13", "c13"), 5), (State("c13", "mug"), 4), (State("c13", "mug", "pot"), 3)]),
        // What is of the past is kept and starts nothing.
        ["long-ago"] = ([], [(Build.Add("c16"), 400 * 24 * 60)]),
        ["two-days-ago"] = ([], [(State("c17", "mug"), 2 * 24 * 60)]),
        ["said-to-be-history"] = ([], [(History(Build.Add("c18")), 5)]),
        ["one-id"] = ([], [(Build.Order("o14", "c14"), 6), (Build.Order("o14", "c15"), 5), (State("c15", "mug"), 3)]),
    };

    /// <summary>Where no order ends a run, and a cart may be written about again: the guard of the workflow looks at the carts alone.</summary>
    static readonly Dictionary<string, (string[] Mails, Action[] Told)> s_guarded = new()
    {
        ["thanked"] = ([], [(State("g1", "mug"), 9), (Build.Order("p1", "g1"), 5), (State("g1", "mug"), 3), (Checkout("g1", "mug"), 2)]),
        ["thanked-without-a-cart"] = ([], [(State("g2", "mug"), 9), (Build.Order("p2"), 5), (State("g2", "mug"), 3)]),
        ["thanked-by-a-clock-ahead"] = ([], [(State("g3", "mug"), 9), (Build.Order("p3", "g3"), 5), (State("g3", "mug"), -9)]),
        ["thanked-before-the-order-came"] = ([], [(State("g4", "mug"), 9), (State("g4", "mug"), 3), (Build.Order("p4", "g4"), 5)]),
        ["bought-again"] = (["1 The mug"], [(State("g5", "mug"), 9), (Build.Order("p5", "g5"), 5), (State("g5", "mug"), 3), (Build.Add("g5"), 2)]),
        ["one-id"] = ([], [(State("g6", "mug"), 9), (State("g7", "mug"), 8), (Build.Order("p6", "g6"), 5), (Build.Order("p6", "g7"), 4)]),
        ["no-id"] = (["1 The pot"],
            [(State("g8", "mug"), 9), (State("g9", "mug"), 8), (State("g10", "pot"), 7), (Build.Order("undefined", "g8"), 5), (Build.Order("undefined", "g9"), 4)]),
        ["left-over"] = (["1 The mug"], [(State("g13", "mug", "mug"), 9), (Build.Order("p13"), 5), (State("g13", "mug"), 3)]),
        ["left-over-by-quantity"] = (["1 The mug"], [(Build.Add("g14", "mug", 2), 9), (State("g14", "mug"), 3), (Build.Order("p14"), 5)]),
        ["no-id-no-cart"] = ([], [(State("g11", "mug"), 9), (Build.Order("0"), 8), (State("g12", "mug"), 7), (Build.Order("0"), 4)]),
    };

    [Fact]
    public async Task It_is_what_the_times_of_its_events_say() => await TellAsync(await StoryShop.OpenAsync(inbox), s_stories);

    [Fact]
    public async Task What_was_bought_is_not_left_however_it_is_said_again() => await TellAsync(
        await StoryShop.OpenAsync(inbox, definition =>
        {
            definition.ExitWhen.Clear();
            definition.Reentry.Keyed.Cooldown = null;
        }),
        s_guarded);

    [Fact]
    public async Task Lines_of_one_product_are_listed_as_they_were_stated_and_the_total_is_their_sum()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        var mug = new Product { ProductId = "mug", Title = "A mug", Price = Pounds(8), Availability = Availability.InStock };
        await shop.RecordAsync(null!, new Event { ProductUpserted = new() { Product = mug } });
        var gift = new Event { CartUpdated = new() { CartId = "gift", Lines = { Mug(2, 10), Mug(1, 0) } } };
        var skus = new Event { CartUpdated = new() { CartId = "skus", Lines = { Mug(1, 10, "red"), Mug(1, 12, "blue") } } };
        // Nor does the catalog tell a single line of a shop that knows variants by SKU or title only.
        var sku = new Event { CartUpdated = new() { CartId = "sku", Lines = { Mug(1, 12, "mug-xl") } } };
        var title = new Event { CartUpdated = new() { CartId = "title", Lines = { Mug(1, 12, title: "A mug, large") } } };
        var titles = new Event { CartUpdated = new() { CartId = "titles", Lines = { Mug(1, 10, title: "Red mug"), Mug(1, 10, title: "Blue mug") } } };
        foreach (var (name, told) in new[] { ("sku", sku), ("title", title), ("titles", titles) })
        {
            var who = new Identifiers { UserId = name, Email = shop.Address(name) };
            await shop.AgreeAsync(who);
            await shop.RecordAsync(who, told, 9);
        }
        foreach (var (name, told, more) in new[] { ("gift", gift, Mug(1, 0)), ("skus", skus, Mug(1, 12, "blue")) })
        {
            var who = new Identifiers { UserId = name, Email = shop.Address(name) };
            await shop.AgreeAsync(who);
            await shop.RecordAsync(who, told, 9);
            await shop.RecordAsync(who, new Event { ProductAdded = new() { CartId = name, Product = more } }, 8);
        }

        var mails = (await shop.MailsAsync()).ToDictionary(mail => mail.To, mail => $"{string.Join(", ", mail.Items)}: {mail.Total}");
        Assert.Equal("2 The mug, 2 The mug: £20.00", mails[shop.Address("gift")]);
        Assert.Equal("1 The mug, 2 The mug: £34.00", mails[shop.Address("skus")]);
        Assert.Equal("1 The mug: £12.00", mails[shop.Address("sku")]);
        Assert.Equal("1 A mug, large: £12.00", mails[shop.Address("title")]);
        Assert.Equal("1 Red mug, 1 Blue mug: £20.00", mails[shop.Address("titles")]);
    }

    async Task TellAsync(StoryShop shop, Dictionary<string, (string[] Mails, Action[] Told)> stories)
    {
        foreach (var (name, story) in stories)
        {
            var who = new Identifiers { UserId = name, Email = shop.Address(name) };
            await shop.AgreeAsync(who);
            foreach (var (action, minutesAgo) in story.Told)
                await shop.RecordAsync(who, action, minutesAgo);
        }

        var inboxes = await shop.InboxesAsync();
        Assert.All(stories, story => Assert.Equal((story.Key, string.Join("; ", story.Value.Mails)), (story.Key, string.Join("; ", inboxes[shop.Address(story.Key)]))));
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

    [Fact]
    public async Task A_cart_that_a_shop_and_its_storefront_post_in_turn_is_written_about_once()
    {
        var shop = await StoryShop.OpenAsync(inbox, definition => definition.Reentry.Keyed.Cooldown = null);
        var who = new Identifiers { UserId = "in-turn", Email = shop.Address("in-turn") };
        await shop.AgreeAsync(who);
        foreach (var (hour, lines) in new[] { (LineItem[])[Build.Line("mug", 1)], [Decorated(1)], [Build.Line("mug", 1)], [Decorated(2)] }.Index())
        {
            await shop.RecordAsync(who, new Event { CartUpdated = new() { CartId = "in-turn", Lines = { lines } } });
            Assert.Equal(hour < 3 ? 1 : 2, (await shop.MailsAsync()).Count);
        }

        static LineItem Decorated(int quantity)
        {
            var line = Build.Line("mug", quantity);
            (line.ImageUrl, line.ProductUrl, line.Title) = ("https://cdn.example/mug.png", "https://shop.example/mug", "Mug");
            return line;
        }
    }

    [Fact]
    public async Task A_cart_and_an_order_are_taken_as_stores_write_them()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        LineItem Line(string productId, long units) =>
            new() { ProductId = productId, Title = productId, Quantity = 1, ImageUrl = "//cdn.example/p.png", ProductUrl = "p", UnitPrice = new() { CurrencyCode = "gbp", Units = units } };
        foreach (var name in new[] { "open", "bought" })
        {
            var who = new Identifiers { UserId = name, Email = shop.Address(name) };
            await shop.AgreeAsync(who);
            var warned = await shop.RecordAsync(
                who, new Event { CartUpdated = new() { CartId = name, Lines = { Line("mug", 12), Line("discount", -2), Line("pot", 5) } } }, 9);
            Assert.Contains("cart_updated.lines[1]", warned.Warnings.Select(warning => warning.Field));
            if (name == "bought")
            {
                var order = new OrderCompleted { OrderId = name, CartId = name, Lines = { Line("mug", 12), Line("discount", -2) }, Total = new() { CurrencyCode = "gbp", Units = 15 } };
                await shop.RecordAsync(who, new Event { OrderCompleted = order }, 5);
            }
        }

        var mail = Assert.Single(await shop.MailsAsync());
        Assert.Equal((shop.Address("open"), "1 mug, 1 pot: £17.00"), (mail.To, $"{string.Join(", ", mail.Items)}: {mail.Total}"));
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

    static Event History(Event action)
    {
        action.History = true;
        return action;
    }

    static Event Remove(string cartId, string productId) =>
        new() { ProductRemoved = new ProductRemoved { CartId = cartId, Product = Build.Add(cartId, productId).ProductAdded.Product } };

    static Event Checkout(string cartId, params string[] products) => new()
    {
        CheckoutStarted = new CheckoutStarted { CartId = cartId, Lines = { products.Select(product => Build.Line(product, 1)) } },
    };

    static LineItem Mug(int quantity, long pounds, string sku = "", string title = "The mug") =>
        new() { ProductId = "mug", Sku = sku, Title = title, Quantity = quantity, UnitPrice = Pounds(pounds) };

    static Money Pounds(long pounds) => new() { CurrencyCode = "GBP", Units = pounds };
}
