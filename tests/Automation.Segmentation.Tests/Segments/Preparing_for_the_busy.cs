using Automation.Commerce.V1;
using Automation.Segmentation.Tests.Running;
using Automation.Testing;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>Somebody with a long history does something all the time: whenever it has been read, there is more of it.</summary>
[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Preparing_for_the_busy(RunningSegments running)
{
    const int Before = 6_000;

    [Fact]
    public async Task A_version_counts_although_somebody_never_stands_still_and_nothing_of_it_is_missed()
    {
        var shop = await running.Suite.CreateShopAsync();
        var busy = (await running.RecordAsync(shop, "busy", Touched())).ShopperId;
        await running.Ingestion(shop).RecordAsync(Enumerable.Range(0, Before).Select(number => Of($"before-{number}")));
        await running.CaughtUpAsync();

        using var end = new CancellationTokenSource();
        var sending = SendAsync(shop, end.Token);
        try
        {
            await running.PutAsync(shop, "busy", $"events(\"touched\").count() > {Before}");
        }
        finally
        {
            await end.CancelAsync();
        }
        var sent = await sending;
        await running.CaughtUpAsync();

        Assert.Equal([busy], await running.MembersAsync(shop, "busy"));
        await running.PutAsync(shop, "exact", $"events(\"touched\").count() == {Before + sent + 1}");
        Assert.Equal([busy], await running.MembersAsync(shop, "exact"));
        var explained = await running.Segments(shop).ExplainMembershipAsync(new() { SegmentId = "busy", ShopperId = busy });
        Assert.True(explained.Member);
        // What was counted while it was filled in goes on from there.
        await running.PutAsync(shop, "one-more", $"in_segment(\"busy\") && events(\"touched\").count() == {Before + sent + 2}");
        await running.RecordAsync(shop, "busy", Touched());
        await running.CaughtUpAsync();
        Assert.Equal([busy], await running.MembersAsync(shop, "one-more"));
        Assert.Empty(await running.MembersAsync(shop, "exact"));
    }

    async Task<int> SendAsync(SuiteShop shop, CancellationToken end)
    {
        var sent = 0;
        while (!end.IsCancellationRequested)
            await running.Ingestion(shop).RecordEventAsync(new() { Event = Of($"meanwhile-{sent++}") }, cancellationToken: CancellationToken.None);
        return sent;
    }

    static Event Of(string eventId)
    {
        var touched = Touched();
        (touched.EventId, touched.Identifiers) = (eventId, new() { UserId = "busy" });
        return touched;
    }

    static Event Touched() => new() { Custom = new() { Name = "touched" } };
}
