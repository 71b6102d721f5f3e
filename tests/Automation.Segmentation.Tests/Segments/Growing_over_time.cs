using System.Globalization;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>How large a segment was, day by day, and how long that and its members are known.</summary>
[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Growing_over_time(RunningSegments running)
{
    [Fact]
    public async Task Each_day_is_counted_as_it_began_however_late()
    {
        var shop = await running.Suite.CreateShopAsync();
        running.Clock.MoveTo(Midnight(running.Clock.Now).AddDays(1).AddHours(9));
        var first = Midnight(running.Clock.Now).AddDays(1);
        await running.PutAsync(shop, "lookers", "events(\"product_viewed\").in_last(\"47h\").count() >= 1");
        await running.PutAsync(shop, "none", "events(\"product_viewed\").count() >= 100");
        foreach (var user in (string[])["ann", "bob"])
            await running.RecordAsync(shop, user, RunningSegments.Viewed("p1"));
        await running.CaughtUpAsync();
        running.Clock.MoveTo(first.AddHours(9));
        await running.RecordAsync(shop, "cas", RunningSegments.Viewed("p1"));
        await running.CaughtUpAsync();
        // Nothing counts on the days in between; the windows run out when the clock has moved.
        running.Clock.MoveTo(first.AddDays(3).AddHours(9));
        await RunningSegmentation.UntilAsync("all have left", async () => await running.CountAsync(shop, "lookers") == 0);

        (DateTimeOffset, long)[] expected = [(first, 2), (first.AddDays(1), 3), (first.AddDays(2), 3), (first.AddDays(3), 3)];
        await RunningSegmentation.UntilAsync("four days are counted", async () => (await SizesAsync("lookers", null, null)).Count == 4);
        var sizes = await SizesAsync("lookers", null, null);
        Assert.Equal(expected, sizes);
        foreach (var (day, count) in sizes)
            Assert.Equal(await running.CountAsync(shop, "lookers", day), count);
        Assert.Equal([0L, 0L, 0L, 0L], (await SizesAsync("none", null, null)).Select(size => size.Count));
        Assert.Equal(expected[1..3], await SizesAsync("lookers", first.AddHours(1), first.AddDays(2)));

        Assert.Equal(StatusCode.InvalidArgument, (await RunningSegments.RefusedAsync(() => SizesAsync("lookers", first.AddDays(1), first))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await RunningSegments.RefusedAsync(() => SizesAsync("lookers", first.AddDays(-401), first))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await RunningSegments.RefusedAsync(() => SizesAsync("nobody", null, null))).StatusCode);

        async Task<List<(DateTimeOffset Day, long Count)>> SizesAsync(string segmentId, DateTimeOffset? start, DateTimeOffset? end) =>
        [
            .. (await running.Segments(shop).GetSegmentSizesAsync(new() { SegmentId = segmentId, StartTime = start?.ToTimestamp(), EndTime = end?.ToTimestamp() }))
                .Sizes.Select(size => (size.DayTime.ToDateTimeOffset(), size.MemberCount)),
        ];
    }

    [Fact]
    public async Task Who_was_in_it_is_forgotten_in_the_end_and_nobody_is_told_half_of_it()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "lookers", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        await running.PutAsync(shop, "known", "has(profile.user_id)");
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"))).ShopperId;
        await running.CaughtUpAsync();
        running.Clock.MoveBy(TimeSpan.FromHours(1));
        var then = running.Clock.Now;
        running.Clock.MoveBy(TimeSpan.FromDays(8));
        await RunningSegmentation.UntilAsync("ann has left", async () => await running.CountAsync(shop, "lookers") == 0);
        Assert.Equal([ann], await running.MembersAsync(shop, "lookers", then));

        running.Clock.MoveBy(TimeSpan.FromDays(31));
        await RunningSegmentation.UntilAsync("what is over is forgotten", async () => await StaysAsync() == 1);

        foreach (var ask in (Func<Task>[])
        [
            () => running.MembersAsync(shop, "lookers", then),
            () => running.CountAsync(shop, "lookers", then),
            async () => await running.Segments(shop).ListShopperSegmentsAsync(new() { ShopperId = ann, AsOfTime = then.ToTimestamp() }),
        ])
        {
            var refused = await RunningSegments.RefusedAsync(ask);
            Assert.Equal(StatusCode.OutOfRange, refused.StatusCode);
            Assert.Contains(running.Clock.Now.AddDays(-30).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), refused.Status.Detail, StringComparison.Ordinal);
        }
        Assert.Equal([ann], await running.MembersAsync(shop, "known"));
        Assert.Equal([ann], await running.MembersAsync(shop, "known", running.Clock.Now.AddDays(-29)));

        async Task<long> StaysAsync()
        {
            await using var database = Npgsql.NpgsqlDataSource.Create(running.Suite.Databases["segmentation"]);
            await using var command = database.CreateCommand("SELECT count(*) FROM segmentation.memberships WHERE shop_id = $1");
            command.Parameters.Add(new() { Value = shop.ShopId });
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }

    static DateTimeOffset Midnight(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);
}
