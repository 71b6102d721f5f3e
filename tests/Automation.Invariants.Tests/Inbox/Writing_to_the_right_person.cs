using Automation.Commerce.V1;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>Whose cart it is and whose mailbox, from the entry point to the inbox.</summary>
[Trait("kind", "stack")]
[Collection(InboxCollection.Name)]
public sealed class Writing_to_the_right_person(RealInbox inbox)
{
    static readonly string[] s_placeholders = ["undefined", "null", "NaN", "0", "[object Object]", "None", "guest", "00000000-0000-0000-0000-000000000000"];

    [Fact]
    public async Task Who_shares_a_placeholder_or_a_device_gets_nobody_elses_cart()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        foreach (var (number, name) in s_placeholders.Index())
        {
            await CartThenNextAsync(
                shop, $"placed{number}", new() { UserId = name, Email = shop.Address($"placed{number}") }, new() { UserId = name, Email = shop.Address($"next{number}") });
        }
        await CartThenNextAsync(
            shop, "nowhere", new() { AnonymousId = "undefined", Email = shop.Address("nowhere") }, new() { AnonymousId = "undefined", Email = shop.Address("elsewhere") });
        await CartThenNextAsync(
            shop, "first", new() { AnonymousId = "d", UserId = "first", Email = shop.Address("first") },
            new() { AnonymousId = "d", UserId = "second", Email = shop.Address("second") });
        await CartThenNextAsync(
            shop, "mailbox", new() { AnonymousId = "e", Email = shop.Address("mailbox") }, new() { AnonymousId = "e", Email = shop.Address("other") });
        await CartThenNextAsync(
            shop, "till", new() { AnonymousId = "t", ExternalId = "crm-1", Email = shop.Address("till") },
            new() { AnonymousId = "t", ExternalId = "crm-2", Email = shop.Address("queue") });

        var inboxes = await shop.InboxesAsync();
        string[] owners = [.. s_placeholders.Select((_, number) => $"placed{number}"), "nowhere", "first", "mailbox", "till"];
        Assert.All(owners, owner => Assert.Equal([$"1 The pot of {owner}"], inboxes[shop.Address(owner)]));
        Assert.Equal(owners.Length, inboxes.Count);
    }

    /// <summary>Its mailbox comes in an event of its own, or with the login: the guest's cart goes nowhere else.</summary>
    [Fact]
    public async Task Who_logs_in_where_a_guest_gave_a_mailbox_does_not_get_the_guests_cart()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        Identifiers Device(string name) => new() { AnonymousId = $"device of {name}" };
        foreach (var name in new[] { "one", "two", "bought" })
        {
            await LeaveAsync(shop, name, new() { AnonymousId = Device(name).AnonymousId, Email = shop.Address(name) });
            var login = new Identifiers { AnonymousId = Device(name).AnonymousId, UserId = $"login of {name}" };
            if (name == "one")
                login.Email = shop.Address($"login-{name}");
            await shop.RecordAsync(login, Build.View("mug"));
            await shop.AgreeAsync(new() { UserId = login.UserId, Email = shop.Address($"login-{name}") });
            // What is bought on the device is bought, whoever of them did.
            if (name == "bought")
                await shop.RecordAsync(Device(name), new Event { OrderCompleted = new() { OrderId = name, Lines = { Build.Line($"pot of {name}", 1) }, Total = new() { CurrencyCode = "GBP", Units = 10 } } });
        }
        // Who has given none is the one who logs in.
        await LeaveAsync(shop, "visitor", Device("visitor"), agrees: false);
        await shop.RecordAsync(new() { AnonymousId = Device("visitor").AnonymousId, UserId = "visitor" }, Build.View("mug"));
        await shop.AgreeAsync(new() { UserId = "visitor", Email = shop.Address("visitor") });

        var inboxes = await shop.InboxesAsync();
        string[] owners = ["one", "two", "visitor"];
        Assert.All(owners, owner => Assert.Equal([$"1 The pot of {owner}"], inboxes[shop.Address(owner)]));
        Assert.Equal(owners.Length, inboxes.Count);
    }

    [Fact]
    public async Task Guests_of_a_household_with_one_phone_get_their_own_carts()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        var shared = new Dictionary<string, Identifiers>
        {
            ["phone"] = new() { Phone = "+44 20 7946 0002" },
            ["placeholder"] = new() { ExternalId = "[object Promise]" },
            ["switchboard"] = new() { Phone = "+1 555 0123" },
        };
        foreach (var (name, both) in shared)
        {
            var (first, next) = (both.Clone(), both.Clone());
            (first.Email, next.Email) = (shop.Address(name), shop.Address($"next-{name}"));
            await CartThenNextAsync(shop, name, first, next);
        }
        // Told apart by what they are to the shop, before one of them gave a mailbox.
        await LeaveAsync(shop, "till", new() { Phone = "+44 20 7946 0003", ExternalId = "crm-1" }, agrees: false);
        var queue = new Identifiers { Phone = "+44 20 7946 0003", ExternalId = "crm-2", Email = shop.Address("queue") };
        await shop.AgreeAsync(queue);
        // With a user id it is one person with two mailboxes, who is written to at the one of now.
        await LeaveAsync(shop, "moved", new() { UserId = "moved", Phone = "+44 20 7946 0004", Email = shop.Address("former") });
        await shop.AgreeAsync(new() { UserId = "moved", Phone = "+44 20 7946 0004", Email = shop.Address("moved") });

        // With an external id, too.
        await LeaveAsync(shop, "renamed", new() { ExternalId = "crm-9", Email = shop.Address("earlier") });
        await shop.AgreeAsync(new() { ExternalId = "crm-9", Email = shop.Address("renamed") });

        var inboxes = await shop.InboxesAsync();
        string[] owners = [.. shared.Keys, "moved", "renamed"];
        Assert.All(owners, owner => Assert.Equal([$"1 The pot of {owner}"], inboxes[shop.Address(owner)]));
        Assert.Equal(owners.Length, inboxes.Count);
    }

    /// <summary>The minutes say how long ago it was used, and how long ago its user withdrew without naming one; the use is told last.</summary>
    [Fact]
    public async Task A_withdrawal_without_an_address_reaches_one_whose_use_before_it_is_told_late()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        var no = Build.Consent(ConsentState.Unsubscribed);
        var stories = new Dictionary<string, (bool IsReached, double Used, bool HasOther)>
        {
            ["before"] = (false, 30, true),
            ["after"] = (true, 10, true),
            ["first"] = (false, 10, false),
        };
        foreach (var (name, (_, used, hasOther)) in stories)
        {
            var user = new Identifiers { UserId = $"user of {name}" };
            await shop.AgreeAsync(new() { UserId = name, Email = shop.Address(name) }, 50);
            if (hasOther)
                await shop.RecordAsync(new() { UserId = user.UserId, Email = shop.Address($"other-{name}") }, Build.View("mug"), 40);
            await shop.RecordAsync(user, no, 20);
            await shop.RecordAsync(new() { UserId = user.UserId, Email = shop.Address(name) }, Build.View("mug"), used);
            // Whoever has the mailbox.
            await LeaveAsync(shop, name, new() { UserId = name }, agrees: false);
        }
        // What is said later holds.
        await shop.AgreeAsync(new() { UserId = "again", Email = shop.Address("again") }, 50);
        await shop.RecordAsync(new() { UserId = "user", Email = shop.Address("user") }, Build.View("mug"), 40);
        await shop.RecordAsync(new() { UserId = "user" }, no, 20);
        await shop.AgreeAsync(new() { UserId = "again", Email = shop.Address("again") }, 15);
        await shop.RecordAsync(new() { UserId = "user", Email = shop.Address("again") }, Build.View("mug"), 30);
        await LeaveAsync(shop, "again", new() { UserId = "again" }, agrees: false);

        var inboxes = await shop.InboxesAsync();
        Assert.Equal(
            stories.Where(story => story.Value.IsReached).Select(story => shop.Address(story.Key)).Append(shop.Address("again")).Order(),
            inboxes.Select(mails => mails.Key).Order());
    }

    [Fact]
    public async Task Who_withdraws_for_an_address_that_cannot_be_read_is_written_to_at_none()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        foreach (var (name, address) in new[] { ("unread", "ada at example"), ("phone", "+447700900123"), ("read", shop.Address("somewhere")) })
        {
            var who = new Identifiers { UserId = name, Email = shop.Address(name) };
            await shop.AgreeAsync(who, 50);
            var no = Build.Consent(ConsentState.Unsubscribed);
            no.ConsentChanged.Address = address;
            var warned = (await shop.RecordAsync(who, no, 20)).Warnings.Select(warning => warning.Field);
            Assert.Equal(name == "read" ? [] : ["consent_changed.address"], warned);
            await LeaveAsync(shop, name, who, agrees: false);
        }
        Assert.Equal([shop.Address("read")], (await shop.InboxesAsync()).Select(mails => mails.Key));
    }

    [Fact]
    public async Task A_mailbox_is_one_however_it_is_spelled_and_no_other_that_looks_like_it()
    {
        var shop = await StoryShop.OpenAsync(inbox);
        // Only who has the cart may get it, and a letter that looks like k is none.
        await shop.AgreeAsync(Mailbox(shop.Address("mike")));
        await LeaveAsync(shop, "kelvin", Mailbox(shop.Address("mi\u212Ae")));
        await shop.AgreeAsync(Mailbox(shop.Address("i")));
        await LeaveAsync(shop, "dotted", Mailbox(shop.Address("\u0130")));
        // One mailbox: its domain composed or not, and in large letters.
        await shop.AgreeAsync(Mailbox(shop.Address("ada", "bu\u0308cher.")));
        await LeaveAsync(shop, "umlaut", Mailbox(shop.Address("Ada", "BÜCHER.")), agrees: false);
        await shop.AgreeAsync(Mailbox($" {shop.Address("BEN")} "));
        await LeaveAsync(shop, "large", Mailbox(shop.Address("ben")), agrees: false);
        // Who says no in another spelling says it about the same mailbox.
        await LeaveAsync(shop, "strict", Mailbox(shop.Address("cid", "straße.")));
        var no = Build.Consent(ConsentState.Unsubscribed);
        no.ConsentChanged.Address = shop.Address("CID", "xn--strae-oqa.");
        await shop.RecordAsync(new() { UserId = "somebody" }, no);

        var inboxes = await shop.InboxesAsync();
        Assert.Equal(["1 The pot of umlaut"], inboxes[shop.Address("ada", "xn--bcher-kva.")]);
        Assert.Equal(["1 The pot of large"], inboxes[shop.Address("ben")]);
        Assert.Equal(2, inboxes.Count);
    }

    [Fact]
    public async Task The_later_statement_holds_whichever_comes_first()
    {
        const double MonthAgo = 30 * 24 * 60;
        var (yes, no) = (Build.Consent(ConsentState.Subscribed), Build.Consent(ConsentState.Unsubscribed));
        var noSms = no.Clone();
        noSms.ConsentChanged.Channel = Channel.Sms;
        var stories = new Dictionary<string, (bool IsReached, (Event, double)[] Said)>
        {
            ["withdrawn"] = (false, [(no, 1), (yes, MonthAgo)]),
            ["agreed"] = (true, [(yes, 1), (no, MonthAgo)]),
            ["tie-yes"] = (false, [(no, 5), (yes, 5)]),
            ["tie-no"] = (false, [(yes, 5), (no, 5)]),
            // Nobody can agree in the future.
            ["ahead"] = (false, [(yes, -8), (no, 0)]),
            ["between"] = (false, [(yes, 30), (no, 10), (yes, 20)]),
            ["again"] = (true, [(no, 20), (yes, 10), (no, 30)]),
            ["channel"] = (true, [(yes, 20), (noSms, 10)]),
        };
        var shop = await StoryShop.OpenAsync(inbox);
        foreach (var (name, story) in stories)
        {
            var who = new Identifiers { UserId = name, Email = shop.Address(name), Phone = "+442079460000" };
            foreach (var (said, minutesAgo) in story.Said)
                await shop.RecordAsync(who, said, minutesAgo);
            await LeaveAsync(shop, name, who, agrees: false);
        }

        var inboxes = await shop.InboxesAsync();
        Assert.Equal(
            stories.Where(story => story.Value.IsReached).Select(story => shop.Address(story.Key)).Order(), inboxes.Select(mails => mails.Key).Order());
    }

    static async Task CartThenNextAsync(StoryShop shop, string owner, Identifiers first, Identifiers next)
    {
        await LeaveAsync(shop, owner, first);
        await shop.AgreeAsync(next);
        await shop.RecordAsync(next, Build.View("mug"));
    }

    static async Task LeaveAsync(StoryShop shop, string name, Identifiers who, bool agrees = true)
    {
        if (agrees)
            await shop.AgreeAsync(who);
        await shop.RecordAsync(who, Build.Add($"cart of {name}", $"pot of {name}"));
    }

    static Identifiers Mailbox(string address) => new() { Email = address };
}
