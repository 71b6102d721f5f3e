using Automation.Api.V1;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Invariants.Tests.Stages;
using Automation.Testing;
using Automation.WorkflowEngine.V1;

namespace Automation.Invariants.Tests.Poison;

/// <summary>Events and messages that cannot be handled, most of them because these tests damage what is stored.</summary>
[Trait("kind", "stack")]
[Collection(HeldCollection.Name)]
public sealed class A_poison_event(HeldDelivery held)
{
    static readonly (string Service, string Follower)[] s_followers =
        [("segmentation", "segmentation"), ("recommendations", "recommendations"), ("workflow-engine", "workflow-engine")];

    readonly Suite _suite = held.Suite;

    [Fact]
    public async Task Damaged_in_the_log_is_parked_by_each_follower_and_handled_by_each_when_it_is_repaired()
    {
        var shop = await AttackedShop.OpenAsync(_suite);
        var shopper = await shop.LeaveCartAsync("ann");
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        await using var log = new Database(_suite, "ingestion");
        // Nobody is there to take it from the bus: they will read it from the log.
        await Task.WhenAll(s_followers.Select(follower => _suite[follower.Service].StopAsync()));
        var order = (await shop.RecordAsync("ann", Build.Order("o1", "ann"))).Position;
        var place = $"WHERE partition = {order.Partition} AND sequence = {order.Sequence}";
        var whole = await log.ScalarAsync<byte[]>($"SELECT payload FROM events {place}");
        await log.ExecuteAsync($"UPDATE events SET payload = '\\xffffff' {place}");
        var last = (await shop.RecordAsync("ann", Build.Add("another", "pot"))).Position;
        await Task.WhenAll(s_followers.Select(follower => _suite[follower.Service].StartAsync()));
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);

        foreach (var (service, follower) in s_followers)
        {
            var parked = Assert.Single(await ParkedAsync(service, follower, order));
            Assert.Contains("cannot be read", parked.Reason, StringComparison.Ordinal);
            Assert.Contains($"parked sequence {order.Sequence} of partition {order.Partition}", _suite[service].Log, StringComparison.Ordinal);
        }
        // What came after it took effect everywhere.
        var profile = await shop.ProfileAsync(shopper, last);
        Assert.Equal(["ann", "another"], profile.Carts.Select(cart => cart.CartId).Order());
        Assert.Empty(profile.Orders);
        Assert.Equal(2, (await shop.RunsAsync(shopper)).Count(run => run.State is RunState.Waiting));

        // Still damaged: the retry says so, and it stays parked.
        await RetryAsync("segmentation", "segmentation", order);
        await Until.TrueAsync("the retry has failed", async () => (await ParkedAsync("segmentation", "segmentation", order)) is [{ RetryPending: false }]);

        await log.ExecuteAsync($"UPDATE events SET payload = '\\x{Convert.ToHexString(whole)}' {place}");
        foreach (var (service, follower) in s_followers)
        {
            await RetryAsync(service, follower, order);
            await Until.TrueAsync($"{service} has handled it", async () => (await ParkedAsync(service, follower, order)).Count == 0);
        }
        Assert.Equal("o1", Assert.Single((await shop.ProfileAsync(shopper)).Orders).OrderId);
        Assert.Contains(await shop.RunsAsync(shopper), run => run.State is RunState.Exited);
    }

    /// <summary>The database of one follower refuses what it makes of the event; the engine's does not.</summary>
    [Fact]
    public async Task That_one_follower_cannot_handle_still_does_its_work_downstream()
    {
        var shop = await AttackedShop.OpenAsync(_suite);
        var shopper = await shop.LeaveCartAsync("bob");
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        await using var profiles = new Database(_suite, "segmentation");
        await profiles.ExecuteAsync("ALTER TABLE profiles ADD CONSTRAINT no_poison CHECK (position('o-poison'::bytea IN state) = 0)");
        var order = (await shop.RecordAsync("bob", Build.Order("o-poison", "bob"))).Position;
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        await profiles.ExecuteAsync("ALTER TABLE profiles DROP CONSTRAINT no_poison");

        var parked = Assert.Single(await ParkedAsync("segmentation", "segmentation", order));
        Assert.Contains("no_poison", parked.Reason, StringComparison.Ordinal);
        Assert.Empty((await shop.ProfileAsync(shopper)).Orders);
        Assert.Equal(RunState.Exited, Assert.Single(await shop.RunsAsync(shopper)).State);
        _suite.Clock!.MoveBy(TimeSpan.FromHours(2));
        await _suite.SettleAsync(_suite.Clock.Now.AddMicroseconds(-1));
        Assert.Empty(held.Mail.MailsTo(shop.AddressOf("bob")));
    }

    [Fact]
    public async Task A_damaged_dispatch_holds_no_other_message_up_and_is_sent_when_it_is_repaired()
    {
        var shop = await AttackedShop.OpenAsync(_suite);
        var users = Enumerable.Range(0, 40).Select(number => $"user-{number}").ToList();
        foreach (var user in users)
            await shop.LeaveCartAsync(user);
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        await using var engine = new Database(_suite, "workflow-engine");
        await _suite["channel-delivery"].StopAsync();
        _suite.Clock!.MoveBy(TimeSpan.FromMinutes(61));
        await Until.TrueAsync("40 messages are asked for", async () => (await shop.Runs.ListRunsAsync(
            new ListRunsRequest { State = RunState.Sending, PageSize = 100 })).Runs.Count == 40);
        // One that others come after.
        var (partition, sequence, whole) = (await engine.ListAsync(
            "SELECT d.partition::int, d.sequence, d.record FROM dispatches d JOIN dispatch_heads h USING (partition) WHERE d.sequence < h.sequence",
            row => (row.GetInt32(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2))))
            .Last(row => DispatchRecord.Parser.ParseFrom(row.Item3).ShopId == shop.ShopId);
        var place = $"WHERE partition = {partition} AND sequence = {sequence}";
        await engine.ExecuteAsync($"UPDATE dispatches SET record = '\\xffffff' {place}");
        await _suite["channel-delivery"].StartAsync();
        var damaged = DispatchRecord.Parser.ParseFrom(whole);
        await Until.TrueAsync("39 are sent", async () => await SentAsync(shop) == 39);

        var position = new LogPosition { Partition = partition, Sequence = sequence };
        Assert.Contains("cannot be read", Assert.Single(await ParkedAsync("channel-delivery", "delivery-dispatch", position)).Reason, StringComparison.Ordinal);
        Assert.Empty(await shop.MessagesAsync(damaged.ShopperId));

        await engine.ExecuteAsync($"UPDATE dispatches SET record = '\\x{Convert.ToHexString(whole)}' {place}");
        await RetryAsync("channel-delivery", "delivery-dispatch", position);
        await shop.MessageAsync(damaged.ShopperId, DeliveryState.Sent);
        await _suite.SettleAsync(_suite.Clock.Now.AddMicroseconds(-1));
        foreach (var user in users)
            Assert.Single(held.Mail.MailsTo(shop.AddressOf(user)));
    }

    static async Task<int> SentAsync(AttackedShop shop) => (await shop.Deliveries.ListMessagesAsync(
        new ListMessagesRequest { State = DeliveryState.Sent, PageSize = 100 })).Messages.Count;

    ParkingService.ParkingServiceClient Parking(string service) => new(_suite.AsService(service));

    // Of all that is parked, what stands at a position.
    async Task<IReadOnlyList<ParkedRecord>> ParkedAsync(string service, string follower, LogPosition position) =>
        [.. (await Parking(service).ListParkedRecordsAsync(new ListParkedRecordsRequest { Follower = follower, PageSize = 500 })).Records
            .Where(record => record.Partition == position.Partition && record.Sequence == position.Sequence)];

    async Task RetryAsync(string service, string follower, LogPosition position) =>
        await Parking(service).RetryParkedRecordAsync(
            new RetryParkedRecordRequest { Follower = follower, Partition = position.Partition, Sequence = position.Sequence });
}
