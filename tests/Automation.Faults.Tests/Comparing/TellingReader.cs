using Automation.Api.V1;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Faults.Tests.Chaos;
using Automation.Faults.Tests.Days;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using ReadPartitionRequest = Automation.Ingestion.V1.ReadPartitionRequest;

namespace Automation.Faults.Tests.Comparing;

/// <summary>Asks a settled suite for everything that it knows of its day.</summary>
sealed class TellingReader(DaySuite day)
{
    const int Partitions = 16;
    const int PageSize = 500;

    public async Task<DayTelling> ReadAsync()
    {
        var log = await ReadLogAsync();
        var runs = new List<ToldRun>();
        var ledger = new List<ToldMessage>();
        var profiles = new Dictionary<ShopperKey, string>();
        foreach (var shop in day.Shops.Values)
        {
            var keys = new Dictionary<string, Reminder>();
            await foreach (var run in RunsAsync(shop))
            {
                keys[run.RunId] = new Reminder(shop.ShopId, run.Key, run.EnterTime.ToDateTimeOffset());
                runs.Add(new ToldRun(keys[run.RunId], Standing(run)));
            }
            await foreach (var message in MessagesAsync(shop))
                ledger.Add(new ToldMessage(keys[message.RunId], Guid.Parse(message.MessageId), message.State, message.Reason));
            await ReadProfilesAsync(shop, log.Shoppers, profiles);
        }
        return new DayTelling
        {
            Log = log.Events,
            Profiles = profiles,
            Runs = runs,
            Ledger = ledger,
            Accepted = day.Mail.Accepted,
            Inbox = await day.Suite.Mail.MessageIdsAsync(),
            ParkedCount = await CountParkedAsync(),
        };
    }

    // Events alone. What delivery itself adds to the log stands under ids that differ from telling to telling.
    async Task<(IReadOnlyDictionary<ShopperKey, IReadOnlyList<string>> Events, IReadOnlyDictionary<string, ShopperKey> Shoppers)> ReadLogAsync()
    {
        var log = new EventLogService.EventLogServiceClient(day.Suite.AsService("ingestion"));
        var events = new Dictionary<ShopperKey, List<string>>();
        var shoppers = new Dictionary<string, ShopperKey>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            for (var after = 0L; ;)
            {
                var page = await log.ReadPartitionAsync(new ReadPartitionRequest { Partition = partition, AfterSequence = after });
                if (page.Records.Count == 0)
                    break;
                foreach (var record in page.Records)
                {
                    if (record.Sequence != ++after)
                        throw new InvalidOperationException($"Partition {partition} has {record.Sequence} where {after} belongs.");
                    if (record.Event is not { } said || said.ActionCase is Event.ActionOneofCase.MessageSettled)
                        continue;
                    var name = said.Identifiers;
                    var key = new ShopperKey(record.ShopId, name.UserId.Length > 0 ? name.UserId : name.AnonymousId);
                    if (!events.TryGetValue(key, out var ids))
                        events[key] = ids = [];
                    ids.Add(said.EventId);
                    if (!shoppers.TryAdd(record.ShopperId, key) && shoppers[record.ShopperId] != key)
                        throw new InvalidOperationException($"{key} and {shoppers[record.ShopperId]} have become one shopper.");
                }
            }
        }
        return (events.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value), shoppers);
    }

    async Task ReadProfilesAsync(
        SuiteShop shop, IReadOnlyDictionary<string, ShopperKey> shoppers, Dictionary<ShopperKey, string> profiles)
    {
        var service = new ProfileService.ProfileServiceClient(day.Suite.AsShop("gateway", shop));
        foreach (var ids in shoppers.Where(shopper => shopper.Value.ShopId == shop.ShopId).Select(shopper => shopper.Key).Chunk(PageSize))
        {
            var answer = await service.BatchGetProfilesAsync(new BatchGetProfilesRequest { ShopperIds = { ids } });
            foreach (var profile in answer.Profiles)
            {
                var key = shoppers[profile.ShopperId];
                profile.ShopperId = "";
                profile.Position = null;
                profiles[key] = JsonFormatter.Default.Format(profile);
            }
        }
    }

    async IAsyncEnumerable<Run> RunsAsync(SuiteShop shop)
    {
        var service = new RunService.RunServiceClient(day.Suite.AsShop("gateway", shop));
        var request = new ListRunsRequest { PageSize = PageSize };
        do
        {
            var page = await service.ListRunsAsync(request);
            foreach (var run in page.Runs)
                yield return run;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    async IAsyncEnumerable<Delivery> MessagesAsync(SuiteShop shop)
    {
        var service = new DeliveryService.DeliveryServiceClient(day.Suite.AsShop("gateway", shop));
        var request = new ListMessagesRequest { PageSize = PageSize };
        do
        {
            var page = await service.ListMessagesAsync(request);
            foreach (var message in page.Messages)
                yield return message;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    async Task<long> CountParkedAsync()
    {
        var parked = 0L;
        foreach (var service in SuitePlan.BehindTheGateway)
        {
            var progress = await new ProgressService.ProgressServiceClient(day.Suite.AsService(service)).GetProgressAsync(
                new GetProgressRequest { DueByTime = day.Suite.Clock!.Now.ToTimestamp() });
            parked += progress.Followers.Sum(follower => follower.ParkedCount);
        }
        return parked;
    }

    static string Standing(Run run) =>
        $"{run.State} {run.StepId} {run.EndReason}, last moved by {run.ActivityTime?.ToDateTimeOffset():O}, ended {run.EndTime?.ToDateTimeOffset():O}";
}
