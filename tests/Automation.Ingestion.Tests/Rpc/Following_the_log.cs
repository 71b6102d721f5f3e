using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Following_the_log(RunningIngestion ingestion)
{
    [Fact]
    public async Task A_page_begins_after_the_sequence_and_ends_at_its_limit()
    {
        var shop = await ingestion.ShopAsync();
        var events = Enumerable.Range(0, 30).Select(_ => Build.Event(Build.Identifiers("ada"))).ToList();
        var position = (await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } })).Positions[0];
        var first = position.Sequence - 29;

        var page = await ReadAsync(position.Partition, first - 1, 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => first + i), page.Records.Select(record => record.Sequence));
        Assert.All(page.Records, record => Assert.Equal(position.Partition, record.Partition));
        Assert.Empty((await ReadAsync(position.Partition, long.MaxValue, 10)).Records);
    }

    [Fact]
    public async Task A_page_ends_before_it_is_too_large_to_receive_and_has_one_record_at_least()
    {
        var shop = await ingestion.ShopAsync();
        var partition = 0;
        var first = 0L;
        for (var batch = 0; batch < 8; batch++)
        {
            var events = Enumerable.Range(0, 15).Select(_ => Build.OfSize(32_768)).ToList();
            events.ForEach(one => one.Identifiers = Build.Identifiers("ada"));
            var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } });
            partition = answer.Positions[0].Partition;
            first = first == 0 ? answer.Positions[0].Sequence - 14 : first;
        }
        var page = await ReadAsync(partition, first - 1, 5_000);
        Assert.InRange(page.CalculateSize(), 2_900_000, 3_100_000);
        Assert.Equal(Enumerable.Range(0, page.Records.Count).Select(i => first + i), page.Records.Select(record => record.Sequence));
        Assert.Single((await ReadAsync(partition, first - 1, 1)).Records);
    }

    [Fact]
    public async Task Zero_means_a_thousand_and_more_than_5000_means_5000()
    {
        var shop = await ingestion.ShopAsync();
        var partition = 0;
        for (var batch = 0; batch < 11; batch++)
        {
            var events = Enumerable.Range(0, 500).Select(_ => Build.Custom()).ToList();
            events.ForEach(one => one.Identifiers = Build.Identifiers("ada"));
            var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } });
            partition = answer.Positions[0].Partition;
        }
        Assert.Equal(1_000, (await ReadAsync(partition, 0, 0)).Records.Count);
        Assert.Equal(5_000, (await ReadAsync(partition, 0, 1_000_000)).Records.Count);
    }

    [Theory]
    [InlineData(-1, 0, 0, "partition")]
    [InlineData(16, 0, 0, "partition")]
    [InlineData(0, -1, 0, "after_sequence")]
    [InlineData(0, 0, -1, "max_records")]
    public async Task Wrong_questions_are_refused(int partition, long after, int max, string field) => Assert.Equal(
        new Refusal(StatusCode.InvalidArgument, "FIELD_INVALID", field), await Refusal.OfAsync(() => ReadAsync(partition, after, max)));

    [Fact]
    public async Task Only_services_of_the_suite_may_follow()
    {
        var shop = await ingestion.ShopAsync();
        var client = new EventLogService.EventLogServiceClient(ingestion.Suite.AsShop("ingestion", shop));
        var refused = new Refusal(StatusCode.PermissionDenied, "SERVICE_CREDENTIAL_REQUIRED", "");
        Assert.Equal(refused, await Refusal.OfAsync(async () => await client.HeadsAsync(new HeadsRequest())));
        Assert.Equal(refused, await Refusal.OfAsync(async () => await client.ReadPartitionAsync(new ReadPartitionRequest())));
    }

    async Task<ReadPartitionResponse> ReadAsync(int partition, long after, int max) => await ingestion.Log().Client.ReadPartitionAsync(
        new ReadPartitionRequest { Partition = partition, AfterSequence = after, MaxRecords = max });
}
