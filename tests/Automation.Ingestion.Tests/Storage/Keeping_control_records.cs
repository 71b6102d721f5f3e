using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Tests.Appending;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace Automation.Ingestion.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Keeping_control_records
{
    /// <summary>Few rows go as arrays, many by COPY.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    public async Task They_are_read_as_they_were_placed(int orders)
    {
        await using var log = await LogDatabase.BegunAsync();
        await log.AppendAsync(Pend.Cart(new() { AnonymousId = "d", Email = "w@shop.example.com" }), Pend.Seen(new() { UserId = "account" }));
        PendingEvent[] events =
        [
            .. Enumerable.Range(0, orders).Select(_ => Pend.Order(new() { UserId = "account" })),
            Pend.Consent(new() { AnonymousId = "d" }, ConsentState.Unsubscribed),
            Pend.Consent(new() { UserId = "account" }, ConsentState.Unsubscribed, Channel.Sms, "+491701234567"),
        ];
        var appended = await log.AppendAsync(events);

        var expected = new List<LoggedEvent>();
        for (var i = 0; i < events.Length; i++)
        {
            expected.Add(LoggedEvents.From(events[i], appended.Results[i], appended.LogTime));
            Assert.Single(appended.Results[i].Controls!);
            expected.Add(LoggedEvents.From(events[i], appended.Results[i].Controls![0], appended.LogTime));
        }
        var logged = await log.ReadAsync();
        Assert.Equal(expected.OrderBy(Place), logged.Where(record => record.LogTime.ToDateTimeOffset() == appended.LogTime).OrderBy(Place));
        await IsSoundAsync(log, logged);
        Assert.All(logged.Where(record => record.Control is not null), record =>
            Assert.Equal(Partitions.Of("shop", record.ShopperId), record.Partition));
    }

    [Fact]
    public async Task Who_holds_a_cart_is_still_known_to_the_next_process()
    {
        await using var log = await LogDatabase.BegunAsync();
        var guest = (await log.AppendAsync(Pend.Cart(new() { AnonymousId = "d" }))).Results[0].ShopperId;
        await log.AppendAsync(Pend.Cart(new() { AnonymousId = "d" }), Pend.Cart(new() { AnonymousId = "d" }));
        Assert.Equal(1L, await log.ExecuteAsync("SELECT count(*) FROM cart_holders"));
        Assert.Equal(guest, Assert.Single((await log.AppendAsync(Pend.Order(new() { UserId = "u" }))).Results[0].Controls!).SubjectId);
    }

    [Fact]
    public async Task Who_uses_an_address_is_still_known_to_the_next_process()
    {
        await using var log = await LogDatabase.BegunAsync();
        await log.AppendAsync(Pend.Seen(new() { UserId = "owner", Email = "w@shop.example.com", Phone = "+491701234567" }));
        var seen = new Identifiers { UserId = "u", Email = "w@shop.example.com", Phone = "+491701234567" };
        await log.AppendAsync(Pend.Seen(seen.Clone()), Pend.Seen(seen.Clone()));
        await log.AppendAsync(Pend.Seen(seen.Clone()));
        Assert.Equal(2L, await log.ExecuteAsync("SELECT count(*) FROM address_users"));
        await log.AppendAsync(Pend.Seen(new() { UserId = "u", Email = "a@shop.example.com" }));

        var results = (await log.AppendAsync(
            Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed),
            Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed, Channel.Sms),
            Pend.Consent(new() { UserId = "u" }))).Results;
        Assert.Equal(
            ["a@shop.example.com", "w@shop.example.com", "+491701234567"],
            results.SelectMany(result => result.Controls ?? []).Select(placed => placed.Record.AddressConsent.Address));
        var logged = await log.ReadAsync();
        Assert.Equal([false, false, true], logged.Where(record => record.Event?.ConsentChanged is not null)
            .OrderBy(record => record.Sequence).Select(record => record.Event.ConsentChanged.AddressUnclear));
        await IsSoundAsync(log, logged);
    }

    [Fact]
    public async Task Which_order_closed_a_cart_is_still_known_to_the_next_process()
    {
        await using var log = await LogDatabase.BegunAsync();
        var at = LogModel.LogTime.AddHours(-1);
        var later = Pend.Order(new() { UserId = "u" }, at: at);
        // The later one stays, also when the earlier one is told of afterwards.
        var buyer = (await log.AppendAsync(later)).Results[0].ShopperId;
        await log.AppendAsync(Pend.Order(new() { UserId = "v" }, at: at.AddMinutes(-1)), Pend.Order(new() { UserId = "v" }, "c2"));
        Assert.Equal(2L, await log.ExecuteAsync("SELECT count(*) FROM cart_orders"));
        var results = (await log.AppendAsync(
            Pend.Cart(new() { AnonymousId = "d" }), Pend.Cart(new() { AnonymousId = "d" }), Pend.Cart(new() { UserId = "u" }), Pend.Cart(new() { AnonymousId = "e" }, "c3"))).Results;
        Assert.Equal([1, 0, 0, 0], results.Select(result => result.Controls?.Count ?? 0));
        var told = Assert.Single(results[0].Controls!);
        Assert.Equal((results[0].ShopperId, results[0].Partition, results[0].Sequence + 1), (told.SubjectId, told.Partition, told.Sequence));
        Assert.Equal(
            new OrderElsewhere { Order = later.Event.OrderCompleted, ShopperId = buyer.ToString(), OccurTime = at.ToTimestamp() },
            told.Record.OrderElsewhere);
        Assert.Empty((await log.AppendAsync(Pend.Cart(new() { AnonymousId = "d" }))).Results[0].Controls ?? []);
        await IsSoundAsync(log, await log.ReadAsync());
    }

    /// <summary>A constraint on the last table that is written stands for whatever ends a commit late.</summary>
    [Fact]
    public async Task A_commit_that_fails_leaves_none_without_its_event()
    {
        await using var log = await LogDatabase.BegunAsync();
        await log.ExecuteAsync("ALTER TABLE cart_holders ADD CONSTRAINT bad CHECK (shopper_id IS NULL) NOT VALID");
        var guest = Pend.Cart(new() { AnonymousId = "d", Email = "w@shop.example.com" });
        var order = Pend.Order(new() { UserId = "u", Email = "x@shop.example.com" });
        var consent = Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed);
        await Assert.ThrowsAsync<PostgresException>(() => log.AppendAsync(guest, order, consent));
        Assert.Empty(await log.ReadAsync());

        await log.ExecuteAsync("ALTER TABLE cart_holders DROP CONSTRAINT bad");
        var results = (await log.AppendAsync(guest, order, consent)).Results;
        Assert.Equal(AppendOutcome.Recorded, results[1].Outcome);
        Assert.Equal(results[0].ShopperId, Assert.Single(results[1].Controls!).SubjectId);
        Assert.Equal("x@shop.example.com", Assert.Single(results[2].Controls!).Record.AddressConsent.Address);
        await IsSoundAsync(log, await log.ReadAsync());
    }

    [Fact]
    public async Task A_log_of_the_build_before_is_read_and_goes_on()
    {
        await using var log = await LogDatabase.CreateAsync();
        await log.MigrateAsync("20261122091652_CreateEventLog");
        await log.BeginAsync();
        var (guest, partition) = (Guid.CreateVersion7(), 0);
        partition = Partitions.Of("shop", guest.ToString());
        Event[] earlier = [Pend.Cart(new() { Email = "w@shop.example.com" }).Event, Pend.Seen(new() { Email = "w@shop.example.com" }).Event];
        for (var i = 0; i < earlier.Length; i++)
        {
            await log.ExecuteAsync(
                "INSERT INTO events VALUES ($1, $2, 'shop', $3, '2026-01-05T08:00:00Z', 0, NULL, $4)",
                (short)partition, i + 1L, guest, earlier[i].ToByteArray());
        }
        await log.ExecuteAsync("UPDATE heads SET sequence = 2, log_time = '2026-01-05T08:00:00Z' WHERE partition = $1", (short)partition);
        await log.ExecuteAsync("INSERT INTO shoppers VALUES ('shop', $1, $2)", guest, (short)partition);
        await log.ExecuteAsync("INSERT INTO identities VALUES ('shop', 2, 'w@shop.example.com', $1)", guest);

        await log.MigrateAsync();
        Assert.Equal(earlier, (await log.ReadAsync()).Select(record => record.Event));
        var results = (await log.AppendAsync(
            Pend.Seen(new() { UserId = "u" }),
            Pend.Order(new() { UserId = "u", Email = "w@shop.example.com" }))).Results;
        Assert.Equal((guest, partition, 3L), Assert.Single(results[1].Controls!) is var told ? (told.SubjectId, told.Partition, told.Sequence) : default);
        var logged = await log.ReadAsync();
        Assert.Equal(earlier, logged.Where(record => record.ShopperId == guest.ToString() && record.Event is not null).Select(record => record.Event));
    }

    static (int, long) Place(LoggedEvent record) => (record.Partition, record.Sequence);

    static async Task IsSoundAsync(LogDatabase log, List<LoggedEvent> logged)
    {
        foreach (var partition in logged.GroupBy(record => record.Partition))
            Assert.Equal(Enumerable.Range(1, partition.Count()).Select(n => (long)n), partition.Select(record => record.Sequence));
        Assert.Equal(0L, await log.ExecuteAsync(
            "SELECT count(*) FROM heads WHERE sequence <> (SELECT count(*) FROM events WHERE events.partition = heads.partition)"));
    }
}
