using System.Security.Cryptography;
using System.Text;
using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;

namespace Automation.Segmentation.Storage;

/// <summary>What a change of a segment means in the log: a record for each partition.</summary>
static class SegmentNews
{
    /// <summary>A version is to be prepared.</summary>
    public static List<OutboxRow> Prepared(string shopId, string segmentId, int version) => Tell(shopId, segmentId, version, "", new()
    {
        DefinitionPrepared = new() { Kind = DefinitionKind.Segment, DefinitionId = segmentId, Version = version },
    });

    /// <summary>A version counts, and those before it do not.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="segmentId">The segment.</param>
    /// <param name="version">The version; 0: none.</param>
    /// <param name="change">Tells one of several times at which it is told from the others.</param>
    public static List<OutboxRow> Effective(string shopId, string segmentId, int version, string change = "") => Tell(shopId, segmentId, version, change, new()
    {
        DefinitionEffective = new() { Kind = DefinitionKind.Segment, DefinitionId = segmentId, Version = version },
    });

    // Shop and segment ids have 50 characters at most, so the id of a record is hashed.
    static List<OutboxRow> Tell(string shopId, string segmentId, int version, string change, ControlRecord record)
    {
        var about = Encoding.UTF8.GetBytes($"{shopId}/{segmentId}/{change}{record.KindCase}/{version}");
        var id = Convert.ToHexStringLower(SHA256.HashData(about).AsSpan(0, 16));
        return [.. Enumerable.Range(0, Partitions.Count).Select(partition => new NewControlRecord
        {
            RecordId = $"segment/{id}/{partition}", Partition = partition, ShopId = shopId, Record = record,
        }.ToOutboxRow())];
    }
}
