using System.Globalization;
using System.Text;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.Tests.Segments;
using Automation.Segmentation.V1;
using Automation.Testing;
using Google.Protobuf;
using Xunit;

namespace Automation.Segmentation.Tests.Lists;

[Trait("kind", "fault")]
[Collection(SegmentsCollection.Name)]
public sealed class Resuming_an_import(RunningSegments running)
{
    // 200,000 show that memory does not grow; they take minutes.
    static readonly int s_rows = int.Parse(Environment.GetEnvironmentVariable("AUTOMATION_IMPORT_ROWS") ?? "6000", CultureInfo.InvariantCulture);

    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(9);

    [Fact]
    public async Task Killed_again_and_again_each_row_counts_once()
    {
        var shop = await running.Suite.CreateShopAsync();
        await Lists(shop).PutListAsync(new() { ListId = "fair", DisplayName = "Fair" });
        var importId = await StartAsync(shop, s_rows);
        for (var kill = 1; kill <= 3; kill++)
        {
            await RunningSegmentation.UntilAsync("some more rows are done", async () => (await ReadAsync(shop, importId)).DoneCount > s_rows * kill / 5, s_limit);
            await running.Suite["segmentation"].RestartAsync();
        }
        var done = new Import();
        await RunningSegmentation.UntilAsync("the import has ended", async () => (done = await ReadAsync(shop, importId)).EndTime is not null, s_limit);

        // Every hundredth row names nobody, and every tenth declines.
        var imported = s_rows - s_rows / 100;
        Assert.Equal((ImportStage.Done, (long)s_rows, (long)s_rows), (done.Stage, done.TotalCount, done.DoneCount));
        Assert.Equal(new ImportCounts { ImportedCount = imported, RejectedCount = s_rows / 100, DeclinedCount = s_rows / 10 - s_rows / 100, ReportedCount = s_rows / 100 }, done.Counts);
        Assert.Equal((imported, s_rows / 10 - s_rows / 100), (done.Reach[0].NeverAskedCount + done.Reach[0].OptedOutCount, done.Reach[0].OptedOutCount));
        Assert.Equal(imported, (await Lists(shop).CountListMembersAsync(new() { ListId = "fair" })).MemberCount);
        var joined = (await running.RecordsAsync(shop)).Count(record => record.Event.Event?.ListChanged is not null);
        Assert.Equal(imported, joined);
        Assert.Equal(1_000, (await Imports(shop).ListImportRejectionsAsync(new() { ImportId = importId, PageSize = 1_000 })).Rejections.Count + Math.Max(0, 1_000 - s_rows / 100));
    }

    [Fact]
    public async Task Cancelled_it_stops_where_it_is()
    {
        var shop = await running.Suite.CreateShopAsync();
        await Lists(shop).PutListAsync(new() { ListId = "fair", DisplayName = "Fair" });
        var importId = await StartAsync(shop, 20_000);
        await RunningSegmentation.UntilAsync("some rows are done", async () => (await ReadAsync(shop, importId)).DoneCount > 200, s_limit);
        var cancelled = (await Imports(shop).CancelImportAsync(new() { ImportId = importId })).Import;
        Assert.Equal(ImportStage.Cancelled, cancelled.Stage);
        await running.CaughtUpAsync();
        await Task.Delay(1_000);
        Assert.Equal(cancelled, await ReadAsync(shop, importId));
        // The page that was under way may have come, but no other.
        var members = (await Lists(shop).CountListMembersAsync(new() { ListId = "fair" })).MemberCount;
        Assert.InRange(members, cancelled.Counts.ImportedCount, cancelled.Counts.ImportedCount + 120);
    }

    async Task<string> StartAsync(SuiteShop shop, int rows)
    {
        var importId = Guid.NewGuid().ToString();
        await Imports(shop).CreateImportAsync(new() { RequestId = importId, Definition = new() { ListId = "fair", Csv = new() } });
        var content = new StringBuilder("email,consent.email\n");
        for (var row = 1; row <= rows; row++)
            content.Append(CultureInfo.InvariantCulture, $"{(row % 100 == 0 ? "" : $"shopper-{row}@example.com")},{(row % 10 == 0 ? "no" : "")}\n");
        foreach (var (place, part) in Encoding.UTF8.GetBytes(content.ToString()).Chunk(400_000).Index())
            await Imports(shop).UploadImportPartAsync(new() { ImportId = importId, Part = place + 1, Content = ByteString.CopyFrom(part) });
        await Imports(shop).StartImportAsync(new() { ImportId = importId });
        return importId;
    }

    // The service may be starting.
    async Task<Import> ReadAsync(SuiteShop shop, string importId)
    {
        while (true)
        {
            try
            {
                return (await Imports(shop).GetImportAsync(new() { ImportId = importId })).Import;
            }
            catch (Grpc.Core.RpcException exception) when (exception.StatusCode is Grpc.Core.StatusCode.Unavailable)
            {
                await Task.Delay(100);
            }
        }
    }

    ListService.ListServiceClient Lists(SuiteShop shop) => new(running.Suite.AsShop("segmentation", shop));

    ImportService.ImportServiceClient Imports(SuiteShop shop) => new(running.Suite.AsShop("segmentation", shop));
}
