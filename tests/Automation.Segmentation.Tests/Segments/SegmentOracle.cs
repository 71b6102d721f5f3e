using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.Segments;
using Automation.Testing;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>Who must be in which segment: by looking through the whole log.</summary>
static class SegmentOracle
{
    public static async Task<Dictionary<string, List<LoggedEvent>>> HistoriesAsync(Suite suite, SuiteShop shop)
    {
        var client = new EventLogService.EventLogServiceClient(suite.AsService("ingestion"));
        var histories = new Dictionary<string, List<LoggedEvent>>();
        for (var partition = 0; partition < 16; partition++)
        {
            for (var after = 0L; ;)
            {
                var page = await client.ReadPartitionAsync(new() { Partition = partition, AfterSequence = after, MaxRecords = 5_000 });
                if (page.Records.Count == 0)
                    break;
                foreach (var logged in page.Records.Where(logged => logged.ShopId == shop.ShopId && logged.ShopperId.Length > 0))
                {
                    if (!histories.TryGetValue(logged.ShopperId, out var history))
                        histories[logged.ShopperId] = history = [];
                    history.Add(logged);
                }
                after = page.Records[^1].Sequence;
            }
        }
        return histories;
    }

    /// <summary>The members of each segment, in order.</summary>
    public static Dictionary<string, List<string>> Members(
        IReadOnlyDictionary<string, string> segments, Dictionary<string, List<LoggedEvent>> histories, DateTimeOffset now)
    {
        var versions = segments.Select((pair, index) => new SegmentVersion(
            index + 1, pair.Key, ConditionLanguage.Compile(pair.Value, SegmentLanguage.Roots).Condition!)).ToList();
        var members = segments.Keys.ToDictionary(id => id, _ => new List<string>());
        foreach (var (shopperId, history) in histories.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var plain = new PlainEvaluation(versions, history, now);
            foreach (var id in segments.Keys.Where(plain.Holds))
                members[id].Add(shopperId);
        }
        return members;
    }

    /// <summary>Asserts that everybody's changes of a segment alternate, and end with what is so.</summary>
    public static void AssertAlternating(IReadOnlyList<MembershipRecord> records, IReadOnlyDictionary<string, List<string>> members)
    {
        var last = new Dictionary<(string, string), Movement>();
        foreach (var change in records.SelectMany(record => record.Changes))
        {
            var key = (change.ShopperId, change.SegmentId);
            Xunit.Assert.NotEqual(change.Movement, last.GetValueOrDefault(key));
            last[key] = change.Movement;
        }
        Xunit.Assert.NotEmpty(last);
        foreach (var ((shopper, segment), movement) in last)
        {
            Xunit.Assert.True(
                members[segment].Contains(shopper) == movement is Movement.Entered,
                $"Last told of {shopper} in {segment}: {movement}. All: {string.Join(", ", records.SelectMany(record => record.Changes
                    .Where(change => change.ShopperId == shopper && change.SegmentId == segment)
                    .Select(change => $"{change.Movement}@{record.Event.Sequence} {record.Event.LogTime}")))}");
        }
    }
}
