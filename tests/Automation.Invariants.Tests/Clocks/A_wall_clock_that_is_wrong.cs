using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Invariants.Tests.Clocks;

/// <summary>Invariant 8: a clock that is seconds behind, steps back or is put right loses nothing and doubles nothing.</summary>
[Trait("kind", "fault")]
public sealed class A_wall_clock_that_is_wrong(OwnClocks clocks) : IClassFixture<OwnClocks>, IDisposable
{
    static readonly TimeSpan s_behind = TimeSpan.FromSeconds(-5);

    // Shorter than the clock is behind: who trusts a clock that is right fires before the log has got there.
    static readonly TimeSpan s_wait = TimeSpan.FromSeconds(3);

    readonly Suite _suite = clocks.Suite;

    public void Dispose() => clocks.Set(TimeSpan.Zero);

    [Fact]
    public async Task Is_what_the_services_see()
    {
        Assert.All(_suite.Processes, process => Assert.True(clocks.All[process].IsOf(process.ProcessId), process.Service));

        await using var database = new Database(_suite, "ingestion");
        // Not by more than services forgive: they go by this clock where theirs is ahead of it.
        clocks.Set(TimeSpan.FromSeconds(-9), OwnClocks.Postgres);
        Assert.InRange(
            DateTimeOffset.UtcNow - await database.ScalarAsync<DateTimeOffset>("SELECT clock_timestamp()"), TimeSpan.FromSeconds(8.5), TimeSpan.FromSeconds(12));
        clocks.Set(TimeSpan.Zero);

        clocks.Set(TimeSpan.FromHours(-1), "ingestion", replicas: 1);
        var shop = await _suite.CreateShopAsync();
        var sent = Build.View("mug");
        (sent.EventId, sent.Identifiers) = ("e1", new Identifiers { UserId = "ann" });
        // Eleven minutes ahead of an hour ago: this replica takes it for the future, the other one does not.
        sent.OccurTime = DateTimeOffset.UtcNow.AddMinutes(-49).ToTimestamp();
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await RecordAsync(replica: 0));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(Outcome.Recorded, (await RecordAsync(replica: 1)).Outcome);

        async Task<RecordEventResponse> RecordAsync(int replica) =>
            await new IngestionService.IngestionServiceClient(_suite.AsShop("ingestion", shop, replica))
                .RecordEventAsync(new RecordEventRequest { Event = sent });
    }

    [Theory]
    [InlineData("ingestion", 1)]
    [InlineData("ingestion", 2)]
    [InlineData("segmentation", 1)]
    [InlineData("workflow-engine", 1)]
    [InlineData("channel-delivery", 1)]
    [InlineData(OwnClocks.Postgres, 1)]
    [InlineData("", int.MaxValue)]
    public async Task Loses_and_doubles_nothing(string service, int replicas)
    {
        var shop = await OpenShopAsync(s_wait);
        await using var log = new Database(_suite, "ingestion");
        // For one half the clock steps back in the middle, for the other it is behind from the beginning.
        var stepped = ShoppersOf("stepped");
        var behind = ShoppersOf("behind");
        await Together(stepped, one => one.LeaveCartAsync());
        clocks.Set(s_behind, service, replicas);
        await Together(behind, one => one.LeaveCartAsync());
        await Together([.. stepped, .. behind], async one =>
        {
            await one.ComeBackAsync();
            await one.MeetTheirEndAsync();
        });
        clocks.Set(TimeSpan.Zero);
        await _suite.SettleAsync(DateTimeOffset.UtcNow + s_wait, TimeSpan.FromMinutes(2));

        await Together([.. stepped, .. behind], one => one.HasWhatIsDueAsync(clocks.Mail));
        Assert.Equal(0, await log.ScalarAsync<long>(
            "SELECT count(*) FROM (SELECT log_time < lag(log_time) OVER (PARTITION BY partition ORDER BY sequence) AS is_back FROM events) e WHERE is_back"));
        Assert.Equal(0, await log.ScalarAsync<long>(
            "SELECT count(*) FROM heads WHERE sequence <> (SELECT count(*) FROM events WHERE events.partition = heads.partition)"));

        List<ClockedShopper> ShoppersOf(string name) => [.. System.Enum.GetValues<Part>()
            .SelectMany(part => Enumerable.Range(1, 2).Select(number => new ClockedShopper(shop, log, $"{name}-{part}-{number}".ToLowerInvariant(), part, s_wait)))];
    }

    /// <summary>A second is a second: the mail server keeps the send waiting while its clock steps back and the shopper buys.</summary>
    [Fact]
    public async Task Does_not_make_a_check_good_for_longer()
    {
        var shop = await OpenShopAsync(TimeSpan.FromSeconds(1));
        var hold = clocks.Mail.HoldNext("DATA");
        var shopperId = await shop.LeaveCartAsync("ann");
        await hold.ReachedAsync();
        clocks.Set(s_behind, "channel-delivery");
        await shop.RecordAsync("ann", Build.Order("order", "ann"));
        // A check that began before the ack is good for a second.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        hold.Release();
        await shop.MessageAsync(shopperId, DeliveryState.Dropped);
        Assert.Empty(clocks.Mail.MailsTo(shop.AddressOf("ann")));
    }

    Task<AttackedShop> OpenShopAsync(TimeSpan wait) => AttackedShop.OpenAsync(_suite, definition =>
    {
        definition.Steps[0].Wait.Duration = Duration.FromTimeSpan(wait);
        // One run for each cart, also on a machine that is slower than the wait.
        definition.Reentry.Keyed.Cooldown = Duration.FromTimeSpan(TimeSpan.FromHours(1));
    });

    static Task Together(IEnumerable<ClockedShopper> shoppers, Func<ClockedShopper, Task> act) => Task.WhenAll(shoppers.Select(act));
}
