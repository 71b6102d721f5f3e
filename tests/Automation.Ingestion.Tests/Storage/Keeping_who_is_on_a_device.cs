using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Tests.Appending;

namespace Automation.Ingestion.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Keeping_who_is_on_a_device
{
    static readonly DateTimeOffset Now = LogModel.LogTime;

    /// <summary>To the second where it is logged, though the table is told once in ten minutes.</summary>
    [Fact]
    public async Task Who_was_known_there_again_seconds_later_keeps_it()
    {
        await using var log = await LogDatabase.BegunAsync();
        var ann = await ShopperAsync(log, Login("ann", -60));
        Assert.Equal(Now.AddSeconds(-60).UtcDateTime, await ClaimTimeAsync(log));
        await log.AppendAsync(Login("ann", -10));
        Assert.Equal(Now.AddSeconds(-60).UtcDateTime, await ClaimTimeAsync(log));
        await log.AppendAsync(Login("bob", -30));
        Assert.Equal(ann, await ShopperAsync(log, Pend.Seen(new() { AnonymousId = "d" })));

        var bob = await ShopperAsync(log, Login("bob", -5));
        Assert.Equal(bob, await ShopperAsync(log, Pend.Seen(new() { AnonymousId = "d" })));
        Assert.Equal(Now.AddSeconds(-5).UtcDateTime, await ClaimTimeAsync(log));
        // What was kept of the one before is nothing for who has it now.
        await log.AppendAsync(Login("ann", -8));
        Assert.Equal(bob, await ShopperAsync(log, Pend.Seen(new() { AnonymousId = "d" })));
    }

    [Fact]
    public async Task Ten_minutes_later_the_table_is_told()
    {
        await using var log = await LogDatabase.BegunAsync();
        await log.AppendAsync(Pend.Seen(new() { AnonymousId = "d" }));
        Assert.Null(await ClaimTimeAsync(log));
        await log.AppendAsync(Login("ann", -1200));
        Assert.Equal(Now.AddSeconds(-1200).UtcDateTime, await ClaimTimeAsync(log));
        await log.AppendAsync(Login("ann", -601));
        Assert.Equal(Now.AddSeconds(-1200).UtcDateTime, await ClaimTimeAsync(log));
        await log.AppendAsync(Login("ann", -600), Login("ann", -700));
        Assert.Equal(Now.AddSeconds(-600).UtcDateTime, await ClaimTimeAsync(log));
    }

    /// <summary>Nobody's time is known of them: the next login counts, as it did.</summary>
    [Fact]
    public async Task A_device_of_the_build_before_goes_with_the_next_login()
    {
        await using var log = await LogDatabase.CreateAsync();
        await log.MigrateAsync("20261129120000_ControlRecords");
        await log.BeginAsync();
        var ann = Guid.CreateVersion7();
        await log.ExecuteAsync("INSERT INTO shoppers VALUES ('shop', $1, 0)", ann);
        await log.ExecuteAsync("INSERT INTO identities VALUES ('shop', 1, 'ann', $1), ('shop', 5, 'd', $1)", ann);
        await log.MigrateAsync();
        var bob = await ShopperAsync(log, Login("bob", -60));
        Assert.NotEqual(ann, bob);
        await log.AppendAsync(Login("ann", -90));
        Assert.Equal(bob, await ShopperAsync(log, Pend.Seen(new() { AnonymousId = "d" })));
    }

    static PendingEvent Login(string user, int second) => Pend.Seen(new() { UserId = user, AnonymousId = "d" }, Now.AddSeconds(second));

    static async Task<Guid> ShopperAsync(LogDatabase log, PendingEvent pending) =>
        (await log.AppendAsync(pending)).Results[0].ShopperId!.Value;

    static async Task<object?> ClaimTimeAsync(LogDatabase log) =>
        await log.ExecuteAsync("SELECT claim_time FROM identities WHERE kind = 5") is DateTime time ? time : null;
}
