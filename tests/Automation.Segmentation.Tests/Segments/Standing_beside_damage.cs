using Automation.Segmentation.Tests.Running;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>What is stored of two shoppers is spoilt; the third one's window runs out beside theirs.</summary>
[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Standing_beside_damage(RunningSegments running)
{
    [Fact]
    public async Task Windows_run_out_for_others_and_the_next_version_makes_the_state_anew()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "curious", "events(\"product_viewed\").in_last(\"7d\").count() >= 2");
        var began = running.Clock.Now;
        var (damaged, deleted, sound) = (await ViewAsync("damaged", "p1"), await ViewAsync("deleted", "p1"), await ViewAsync("sound", "p1"));
        running.Clock.MoveBy(TimeSpan.FromHours(1));
        foreach (var user in (string[])["damaged", "deleted", "sound"])
            await ViewAsync(user, "p2");
        await running.CaughtUpAsync();
        Assert.Equal(Sorted(damaged, deleted, sound), await running.MembersAsync(shop, "curious"));

        // What is in memory is not read again.
        await running.Suite["segmentation"].StopAsync();
        await running.ExecuteAsync(
            $"""
            UPDATE segmentation.segment_states SET state = '\xffffff' WHERE shop_id = $1 AND shopper_id = '{damaged}';
            DELETE FROM segmentation.profiles WHERE shop_id = $1 AND shopper_id = '{deleted}'
            """,
            shop.ShopId);
        await running.Suite["segmentation"].StartAsync();
        running.Clock.MoveTo(began + TimeSpan.FromDays(7) + TimeSpan.FromMinutes(30));
        await RunningSegmentation.UntilAsync("the sound one has left", async () => !(await running.MembersAsync(shop, "curious")).Contains(sound));
        Assert.Equal(Sorted(damaged, deleted), await running.MembersAsync(shop, "curious"));

        await ViewAsync("damaged", "p3");
        await running.CaughtUpAsync();
        await running.PutAsync(shop, "curious", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        Assert.Equal(Sorted(damaged, sound), await running.MembersAsync(shop, "curious"));

        async Task<string> ViewAsync(string user, string product) => (await running.RecordAsync(shop, user, RunningSegments.Viewed(product))).ShopperId;
    }

    static List<string> Sorted(params string[] shopperIds) => [.. shopperIds.Order(StringComparer.Ordinal)];
}
