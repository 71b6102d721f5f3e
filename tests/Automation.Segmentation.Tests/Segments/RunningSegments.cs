using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>Ingestion and segmentation on a shop clock that the test moves.</summary>
public sealed class RunningSegments : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    /// <summary>Further configuration.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>
    {
        ["Segmentation__CountInterval"] = "00:00:00.2",
        ["Segmentation__MembershipRetention"] = "30.00:00:00",
    };

    public SuiteClock Clock => Suite.Clock!;

    public MembershipLogService.MembershipLogServiceClient MembershipLog => new(Suite.AsService("segmentation"));

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion", "segmentation"],
        DrivenFrom = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero),
        Environment = Environment,
    });

    public async Task DisposeAsync() => await Suite.DisposeAsync();

    public IngestionService.IngestionServiceClient Ingestion(SuiteShop shop) => new(Suite.AsShop("ingestion", shop));

    public SegmentationService.SegmentationServiceClient Segments(SuiteShop shop) => new(Suite.AsShop("segmentation", shop));

    public ProfileService.ProfileServiceClient Profiles(SuiteShop shop) => new(Suite.AsShop("segmentation", shop));

    public Task CaughtUpAsync() => Suite.SettleAsync(DateTimeOffset.UnixEpoch);

    /// <summary>Puts a segment and waits until it counts everywhere.</summary>
    public async Task<Segment> PutAsync(SuiteShop shop, string segmentId, string text)
    {
        var put = await Segments(shop).PutSegmentAsync(Put(segmentId, text));
        return await EffectiveAsync(shop, segmentId, put.Segment.Version);
    }

    public async Task<Segment> EffectiveAsync(SuiteShop shop, string segmentId, int version)
    {
        Segment? segment = null;
        await RunningSegmentation.UntilAsync($"{segmentId} counts", async () =>
        {
            segment = (await Segments(shop).GetSegmentAsync(new() { SegmentId = segmentId })).Segment;
            return segment.EffectiveVersion == version;
        });
        return segment!;
    }

    public static PutSegmentRequest Put(string segmentId, string text) =>
        new() { SegmentId = segmentId, Definition = new() { DisplayName = segmentId, Text = text } };

    public async Task<List<string>> MembersAsync(SuiteShop shop, string segmentId, DateTimeOffset? asOf = null)
    {
        var members = new List<string>();
        var token = "";
        do
        {
            var page = await Segments(shop).ListMembersAsync(new()
            {
                SegmentId = segmentId, AsOfTime = asOf?.ToTimestamp(), PageSize = 7, PageToken = token,
            });
            members.AddRange(page.Members.Select(member => member.ShopperId));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return members;
    }

    public async Task<long> CountAsync(SuiteShop shop, string segmentId, DateTimeOffset? asOf = null) =>
        (await Segments(shop).CountMembersAsync(new() { SegmentId = segmentId, AsOfTime = asOf?.ToTimestamp() })).MemberCount;

    /// <summary>Everything that the membership log says of a shop, in order within each partition.</summary>
    public async Task<List<MembershipRecord>> RecordsAsync(SuiteShop shop)
    {
        var records = new List<MembershipRecord>();
        for (var partition = 0; partition < 16; partition++)
        {
            for (var after = 0L; ;)
            {
                var page = await MembershipLog.ReadPartitionAsync(new() { Partition = partition, AfterSequence = after });
                if (page.Records.Count == 0)
                    break;
                records.AddRange(page.Records);
                after = page.Records[^1].Event.Sequence;
            }
        }
        return [.. records.Where(record => record.Event.ShopId == shop.ShopId || record.Changes.Any(change => change.ShopId == shop.ShopId))];
    }

    public async Task<List<string>> ChangesAsync(SuiteShop shop) =>
        [.. (await RecordsAsync(shop)).SelectMany(record => record.Changes).Select(change => $"{change.ShopperId} {change.Movement} {change.SegmentId}/{change.Version}")];

    public async Task<RecordEventResponse> RecordAsync(SuiteShop shop, string user, Event happened)
    {
        happened.EventId = Guid.NewGuid().ToString();
        happened.Identifiers = new() { UserId = user };
        return await Ingestion(shop).RecordEventAsync(new() { Event = happened });
    }

    public async Task ExecuteAsync(string sql, string shopId)
    {
        await using var connection = new Npgsql.NpgsqlConnection(Suite.Databases["segmentation"] + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            await using var command = new Npgsql.NpgsqlCommand(statement, connection) { Parameters = { new() { Value = shopId } } };
            await command.ExecuteNonQueryAsync();
        }
    }

    public static Event Ordered(string orderId) => new()
    {
        OrderCompleted = new()
        {
            OrderId = orderId,
            Total = new() { CurrencyCode = "EUR", Units = 60 },
            Lines = { new LineItem { ProductId = "shoe", Title = "Shoe", Quantity = 1, UnitPrice = new() { CurrencyCode = "EUR", Units = 60 } } },
        },
    };

    public static Event Viewed(string productId) => new() { ProductViewed = new() { Product = new() { ProductId = productId, Title = "A product", Quantity = 1 } } };

    public static async Task<RpcException> RefusedAsync(Func<Task> call) => await Assert.ThrowsAsync<RpcException>(call);
}

[CollectionDefinition(Name)]
public sealed class SegmentsCollection : ICollectionFixture<RunningSegments>
{
    public const string Name = "segments";
}
