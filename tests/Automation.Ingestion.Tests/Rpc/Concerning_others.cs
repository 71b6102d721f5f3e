using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Rpc;

/// <summary>From the call to the log as its followers read it.</summary>
[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Concerning_others(RunningIngestion ingestion)
{
    [Fact]
    public async Task An_order_stands_behind_itself_at_the_guest_who_holds_its_cart()
    {
        var shop = await ingestion.ShopAsync();
        var cart = new Event
        {
            EventId = "cart", Identifiers = new() { AnonymousId = "d", Email = "w@shop.example.com" },
            CartUpdated = new() { CartId = "c", Lines = { Build.Line() } },
        };
        var guest = (await RecordAsync(shop, cart)).ShopperId;
        var order = new Event
        {
            EventId = "order", Identifiers = new() { UserId = "account" },
            OrderCompleted = new() { OrderId = "o", CartId = "c", Lines = { Build.Line() }, Total = Build.Money(40) },
        };
        // The other replica has seen nothing of the cart but what is in the database.
        var answer = await ingestion.AsShop(shop, replica: 1).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { order } });

        var logged = await ingestion.Log().ShopAsync(shop.ShopId);
        var own = Assert.Single(logged, record => record.Event?.EventId == "order");
        var told = Assert.Single(logged, record => record.Control is not null);
        Assert.Equal((guest, Partitions.Of(shop.ShopId, guest)), (told.ShopperId, told.Partition));
        Assert.Equal((own.LogTime, own.Depth, own.Traceparent), (told.LogTime, told.Depth, told.Traceparent));
        Assert.Equal((own.Event.OrderCompleted, own.ShopperId), (told.Control.OrderElsewhere.Order, told.Control.OrderElsewhere.ShopperId));
        // The ack reaches as far as everything that came of it.
        Assert.Equal(
            logged.Where(record => record == own || record == told).GroupBy(record => record.Partition)
                .Select(partition => new LogPosition { Partition = partition.Key, Sequence = partition.Max(record => record.Sequence) }),
            answer.Positions);

        var listed = await ingestion.AsShop(shop).ListEventsAsync(new ListEventsRequest { ShopperId = guest, PageSize = 1 });
        Assert.Equal(("cart", ""), (Assert.Single(listed.Events).Event.EventId, listed.NextPageToken));
    }

    [Fact]
    public async Task An_order_is_not_told_to_another_of_the_household_who_has_its_phone_and_is_to_who_has_nothing_else()
    {
        var shop = await ingestion.ShopAsync();
        await RecordAsync(shop, Build.Event(new Identifiers { UserId = "account" }));
        await RecordAsync(shop, Build.Event(new Identifiers { Email = "a@shop.example.com", Phone = "+491701111111" }));
        var caller = (await RecordAsync(shop, Build.Event(new Identifiers { Phone = "+491702222222" }))).ShopperId;
        foreach (var phone in new[] { "+491701111111", "+491702222222" })
        {
            var order = new Event
            {
                EventId = phone, Identifiers = new() { UserId = "account", Email = "b@shop.example.com", Phone = phone },
                OrderCompleted = new() { OrderId = phone, Lines = { Build.Line() }, Total = Build.Money(40) },
            };
            // On a replica that has seen none of them.
            await ingestion.AsShop(shop, replica: 1).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { order } });
        }
        var told = Assert.Single(await ingestion.Log().ShopAsync(shop.ShopId), record => record.Control is not null);
        Assert.Equal(caller, told.ShopperId);
    }

    [Fact]
    public async Task A_withdrawal_by_a_phone_alone_is_told_to_the_mailboxes_of_all_who_use_it()
    {
        var shop = await ingestion.ShopAsync();
        foreach (var mailbox in new[] { "a@shop.example.com", "b@shop.example.com" })
            await RecordAsync(shop, Build.Event(new Identifiers { Email = mailbox, Phone = "+491701111111" }));
        var no = Build.Event(new Identifiers { Phone = "+491701111111" });
        no.ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Unsubscribed };
        await ingestion.AsShop(shop, replica: 1).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { no } });
        var told = (await ingestion.Log().ShopAsync(shop.ShopId)).Where(record => record.Control is not null);
        Assert.Equal(["a@shop.example.com", "b@shop.example.com"], told.Select(record => record.Control.AddressConsent.Address).Order());
    }

    [Fact]
    public async Task An_order_is_told_to_a_guest_who_comes_to_hold_its_cart_afterwards()
    {
        var shop = await ingestion.ShopAsync();
        var order = new Event
        {
            EventId = "order", Identifiers = new() { UserId = "account" },
            OrderCompleted = new() { OrderId = "o", CartId = "c", Lines = { Build.Line() }, Total = Build.Money(40) },
        };
        await RecordAsync(shop, order);
        var late = new Event
        {
            EventId = "late", Identifiers = new() { AnonymousId = "d" }, OccurTime = DateTimeOffset.UtcNow.AddMinutes(-1).ToTimestamp(),
            CartUpdated = new() { CartId = "c", Lines = { Build.Line() } },
        };
        var checkout = new Event { EventId = "again", Identifiers = new() { AnonymousId = "d" }, CheckoutStarted = new() { CartId = "c" } };
        var added = new Event
        {
            EventId = "other", Identifiers = new() { Email = "w@shop.example.com" }, ProductAdded = new() { CartId = "c", Product = Build.Line() },
        };
        // The other replica has seen nothing of the order but what is in the database.
        var answer = await ingestion.AsShop(shop, replica: 1).BatchRecordEventsAsync(
            new BatchRecordEventsRequest { Events = { late, checkout, added } });
        Assert.All(answer.Outcomes, outcome => Assert.Equal(Outcome.Recorded, outcome));

        var logged = await ingestion.Log().ShopAsync(shop.ShopId);
        var own = Assert.Single(logged, record => record.Event?.EventId == "order");
        var told = logged.Where(record => record.Control is not null).ToArray();
        Assert.All(told, record => Assert.Equal(
            new OrderElsewhere { Order = own.Event.OrderCompleted, ShopperId = own.ShopperId, OccurTime = own.Event.OccurTime },
            record.Control.OrderElsewhere));
        // Each once, and right behind what made it a holder.
        Assert.Equal(
            logged.Where(record => record.Event?.EventId is "late" or "other").Select(record => (record.ShopperId, record.Partition)).Order(),
            told.Select(record => (record.ShopperId, record.Partition)).Order());
        var guest = Assert.Single(logged, record => record.Event?.EventId == "late");
        Assert.Contains(told, record => (record.Partition, record.Sequence) == (guest.Partition, guest.Sequence + 1));
    }

    [Fact]
    public async Task What_was_said_of_an_address_stands_in_the_partition_of_the_address()
    {
        var shop = await ingestion.ShopAsync();
        var shopper = (await RecordAsync(shop, Build.Event(new Identifiers { UserId = "u", Email = "Ada@Shop.example.com" }))).ShopperId;
        var said = new Event
        {
            EventId = "stop", Identifiers = new() { UserId = "u" },
            ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Unsubscribed },
        };
        await RecordAsync(shop, said);
        await RecordAsync(shop, said);

        var told = Assert.Single(await ingestion.Log().ShopAsync(shop.ShopId), record => record.Control is not null);
        var subject = AddressSubject.Of(shop.ShopId, AddressKind.Email, "ada@shop.example.com").ToString();
        Assert.Equal((subject, Partitions.Of(shop.ShopId, subject)), (told.ShopperId, told.Partition));
        Assert.Equal((shopper, "ada@shop.example.com"), (told.Control.AddressConsent.ShopperId, told.Control.AddressConsent.Address));
        // An address is nobody's events.
        var refused = await Refusal.OfAsync(async () =>
            await ingestion.AsShop(shop).ListEventsAsync(new ListEventsRequest { ShopperId = subject }));
        Assert.Equal("NOT_FOUND", refused.Reason);
    }

    [Fact]
    public async Task A_withdrawal_reaches_the_address_of_another_and_agreeing_for_one_of_two_is_about_none()
    {
        var shop = await ingestion.ShopAsync();
        await RecordAsync(shop, Build.Event(new Identifiers { UserId = "owner", Email = "x@shop.example.com" }));
        await RecordAsync(shop, Build.Event(new Identifiers { UserId = "u", Email = "x@shop.example.com" }));
        await RecordAsync(shop, Build.Event(new Identifiers { UserId = "u", Email = "y@shop.example.com" }));
        Event Said(string id, ConsentState state, Identifiers? who = null) => new()
        {
            EventId = id, Identifiers = who ?? new() { UserId = "u" }, ConsentChanged = new() { Channel = Channel.Email, State = state },
        };
        // The other replica has seen nothing but what is in the database.
        var batch = new BatchRecordEventsRequest { Events = { Said("stop", ConsentState.Unsubscribed), Said("go", ConsentState.Subscribed) } };
        var answer = await ingestion.AsShop(shop, replica: 1).BatchRecordEventsAsync(batch);
        Assert.Equal([Outcome.Recorded, Outcome.Recorded], answer.Outcomes);
        var (index, warnings) = Assert.Single(answer.Warnings);
        Assert.Equal((1, "FIELD_INVALID", "consent_changed"), (index, warnings.Warnings_[0].Reason, Assert.Single(warnings.Warnings_).Field));
        Assert.EndsWith("say which is meant in consent_changed.address.", warnings.Warnings_[0].Detail, StringComparison.Ordinal);
        var unread = await RecordAsync(shop, Said("unread", ConsentState.Subscribed, new() { UserId = "owner", Email = "ada" }));
        Assert.Equal(Outcome.Recorded, unread.Outcome);
        Assert.Equal(["identifiers.email", "consent_changed"], unread.Warnings.Select(warning => warning.Field));

        var logged = await ingestion.Log().ShopAsync(shop.ShopId);
        Assert.Equal(
            [("x@shop.example.com", ConsentState.Unsubscribed), ("y@shop.example.com", ConsentState.Unsubscribed)],
            logged.Where(record => record.Control is not null)
                .Select(record => (record.Control.AddressConsent.Address, record.Control.AddressConsent.State)).Order());
        Assert.Equal(
            ["go", "unread"],
            logged.Where(record => record.Event?.ConsentChanged?.AddressUnclear is true).Select(record => record.Event.EventId).Order());
    }

    [Fact]
    public async Task A_withdrawal_reaches_an_address_whose_use_before_it_is_told_late_and_once()
    {
        var shop = await ingestion.ShopAsync();
        var now = DateTimeOffset.UtcNow;
        Event At(int minute, Event said, string mailbox = "")
        {
            (said.OccurTime, said.Identifiers) = (now.AddMinutes(minute).ToTimestamp(), new Identifiers { UserId = "u", Email = mailbox });
            return said;
        }
        var stop = new Event { EventId = "stop", ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Unsubscribed, Source = "call" } };
        await RecordAsync(shop, At(-90, Build.Event(), "x@shop.example.com"));
        await RecordAsync(shop, At(-60, stop));
        // The other replica knows of it what is in the database, and the first one what became of it there.
        await RecordAsync(shop, At(-61, Build.Event(), "y@shop.example.com"), replica: 1);
        await RecordAsync(shop, At(-59, Build.Event(), "z@shop.example.com"), replica: 1);
        var shopper = (await RecordAsync(shop, At(-70, Build.Event(), "y@shop.example.com"))).ShopperId;

        var told = (await ingestion.Log().ShopAsync(shop.ShopId)).Where(record => record.Control is not null)
            .Select(record => record.Control.AddressConsent).OrderBy(consent => consent.Address, StringComparer.Ordinal).ToArray();
        Assert.Equal(["x@shop.example.com", "y@shop.example.com"], told.Select(consent => consent.Address));
        Assert.All(told, consent => Assert.Equal(
            (ConsentState.Unsubscribed, "call", shopper), (consent.State, consent.Source, consent.ShopperId)));
        Assert.All(told, consent => Assert.InRange((consent.OccurTime.ToDateTimeOffset() - now.AddMinutes(-60)).Duration(), TimeSpan.Zero, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task An_order_is_told_to_the_guest_from_whom_a_login_took_the_device()
    {
        var shop = await ingestion.ShopAsync();
        await RecordAsync(shop, Build.Event(new Identifiers { UserId = "ann", Email = "ann@shop.example.com" }));
        var guest = (await RecordAsync(shop, Build.Event(new Identifiers { AnonymousId = "d", Email = "w@shop.example.com" }))).ShopperId;
        var login = Build.Event(new Identifiers { AnonymousId = "d", UserId = "ann" });
        var account = (await RecordAsync(shop, login)).ShopperId;
        Assert.NotEqual(guest, account);
        // The other replica has seen nothing of it but what is in the database.
        await RecordAsync(shop, new Event
        {
            EventId = "order", Identifiers = new() { AnonymousId = "d", UserId = "ann" },
            OrderCompleted = new() { OrderId = "o", Lines = { Build.Line() }, Total = Build.Money(40) },
        }, replica: 1);
        var told = Assert.Single(await ingestion.Log().ShopAsync(shop.ShopId), record => record.Control is not null);
        Assert.Equal((guest, account), (told.ShopperId, told.Control.OrderElsewhere.ShopperId));
    }

    [Fact]
    public async Task Who_withdraws_for_an_address_that_cannot_be_read_withdraws_for_all_and_is_told_so()
    {
        var shop = await ingestion.ShopAsync();
        await RecordAsync(shop, Build.Event(new Identifiers { UserId = "u", Email = "x@shop.example.com" }));
        var said = Build.Event(new Identifiers { UserId = "u", Email = "y@shop.example.com" });
        said.ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Unsubscribed, Address = "ada" };
        var answer = await RecordAsync(shop, said);
        var warning = Assert.Single(answer.Warnings);
        Assert.Equal((Outcome.Recorded, "FIELD_INVALID", "consent_changed.address"), (answer.Outcome, warning.Reason, warning.Field));
        Assert.StartsWith("consent_changed.address was left out: it cannot be read", warning.Detail, StringComparison.Ordinal);
        Assert.Equal(
            ["x@shop.example.com", "y@shop.example.com"],
            (await ingestion.Log().ShopAsync(shop.ShopId)).Where(record => record.Control is not null)
                .Select(record => record.Control.AddressConsent.Address).Order());
    }

    [Fact]
    public async Task An_address_to_agree_for_that_cannot_be_read_is_refused_with_field_and_remedy()
    {
        var shop = await ingestion.ShopAsync();
        var said = Build.Event(new Identifiers { UserId = "u" });
        said.ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Subscribed, Address = "ada" };
        var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { said, Build.Event() } });
        Assert.Equal([Outcome.Rejected, Outcome.Recorded], answer.Outcomes);
        Assert.Equal(("FIELD_INVALID", "consent_changed.address"), (answer.Rejections[0].Reason, answer.Rejections[0].Field));
    }

    async Task<RecordEventResponse> RecordAsync(SuiteShop shop, Event said, int replica = 0) =>
        await ingestion.AsShop(shop, replica).RecordEventAsync(new RecordEventRequest { Event = said });
}
