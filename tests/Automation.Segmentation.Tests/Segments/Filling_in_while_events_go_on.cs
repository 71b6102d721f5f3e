using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.V1;
using Automation.Testing;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

[Trait("kind", "fault")]
public sealed class Filling_in_while_events_go_on(RunningSegments running) : IClassFixture<RunningSegments>
{
    static readonly Dictionary<string, string> s_segments = new()
    {
        ["buyers"] = "profile.order_summary.order_count >= 1",
        ["lookers"] = "events(\"product_viewed\").in_last(\"4h\").count() >= 2",
        ["left-behind"] = "did_without(events(\"product_added\"), events(\"order_completed\"))",
        ["spenders"] = "events(\"order_completed\").in_last(\"12h\").sum(e, e.total, \"GBP\") > money(\"60 GBP\")",
        ["reachable"] = "consented(\"email\") && cart_state(\"CART_STATE_ACTIVE\")",
        ["loyal"] = "in_segment(\"buyers\") && events(\"order_completed\").count() >= 4",
    };

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public async Task The_members_are_those_that_the_whole_log_says(int seed, bool isKilled)
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.Ingestion(shop).RecordAsync(Shoppers.Events(seed, shoppers: 120, count: 1_200));
        var all = new TaskCompletionSource();
        var sending = SendAsync(shop, seed + 100, all.Task);
        var killing = isKilled ? KillAsync() : Task.CompletedTask;
        try
        {
            await PutAllAsync(shop);
            await killing;
        }
        finally
        {
            // Whoever goes on sending moves the clock of the next test.
            all.SetResult();
            await sending;
        }
        await running.CaughtUpAsync();

        var expected = SegmentOracle.Members(s_segments, await SegmentOracle.HistoriesAsync(running.Suite, shop), running.Clock.Now);
        Assert.All(expected.Values, members => Assert.NotEmpty(members));
        foreach (var (id, members) in expected)
        {
            // What time alone changes is told within seconds.
            await RunningSegmentation.UntilAsync(
                $"{id} has its members", async () => members.SequenceEqual(await running.MembersAsync(shop, id)), TimeSpan.FromSeconds(15));
        }
        SegmentOracle.AssertAlternating(await running.RecordsAsync(shop), expected);
    }

    async Task PutAllAsync(SuiteShop shop)
    {
        foreach (var (id, text) in s_segments)
        {
            await RetryAsync(async () => await running.Segments(shop).PutSegmentAsync(RunningSegments.Put(id, text)));
            // The last one asks for the first, which must count by then.
            if (id is "buyers" or "spenders")
                await EffectiveAsync(shop, id);
        }
        foreach (var id in s_segments.Keys)
            await EffectiveAsync(shop, id);
    }

    // Until the segments count, and then for a while: so events come before, during and after.
    async Task SendAsync(SuiteShop shop, int seed, Task all)
    {
        var left = 40;
        foreach (var batch in Shoppers.Events(seed, shoppers: 120, count: 40_000).Chunk(25))
        {
            if (all.IsCompleted && --left == 0)
                return;
            foreach (var happened in batch)
                happened.Identifiers.UserId = happened.Identifiers.UserId.Replace($"s{seed}-", $"s{seed - 100}-", StringComparison.Ordinal);
            await running.Ingestion(shop).RecordAsync(batch);
            running.Clock.MoveBy(TimeSpan.FromMinutes(10));
            await Task.Delay(60);
        }
    }

    async Task KillAsync()
    {
        for (var kill = 0; kill < 5; kill++)
        {
            await Task.Delay(1_200);
            await running.Suite["segmentation"].RestartAsync();
        }
    }

    Task EffectiveAsync(SuiteShop shop, string id) => RunningSegmentation.UntilAsync(
        $"{id} counts",
        async () => await RetryAsync(async () => (await running.Segments(shop).GetSegmentAsync(new() { SegmentId = id })).Segment.EffectiveVersion) == 1,
        TimeSpan.FromSeconds(60));

    static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Grpc.Core.RpcException exception) when (exception.StatusCode is Grpc.Core.StatusCode.Unavailable && attempt < 400)
            {
                await Task.Delay(100);
            }
        }
    }
}
