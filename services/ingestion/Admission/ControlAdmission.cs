using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Validation;
using Google.Protobuf;
using Kind = Automation.Commerce.V1.ControlRecord.KindOneofCase;

namespace Automation.Ingestion.Admission;

/// <summary>Which control records services may append.</summary>
static class ControlAdmission
{
    const int RecordIdLength = 100;

    // No shop's id: no event has the key of a control record.
    const string KeyScope = "control records";

    static readonly Event s_none = new();

    static readonly FrozenDictionary<Kind, string> s_admitted = new Dictionary<Kind, string>
    {
        [Kind.DefinitionPrepared] = "definition_prepared",
        [Kind.DefinitionEffective] = "definition_effective",
        [Kind.CohortComputed] = "cohort_computed",
        [Kind.WindowsDue] = "windows_due",
        [Kind.CampaignStarted] = "campaign_started",
        [Kind.MatchingStarted] = "matching_started",
        [Kind.RunCommand] = "run_command",
    }.ToFrozenDictionary();

    /// <summary>What is wrong with it, by field; null and what waits for its place otherwise.</summary>
    public static Violation? Admit(NewControlRecord asked, string traceparent, out PendingEvent? pending)
    {
        pending = null;
        if (Check(asked) is { } violation)
            return violation;
        pending = new PendingEvent
        {
            ShopId = asked.ShopId,
            Key = HashedId.Of(KeyScope, asked.RecordId),
            Event = s_none,
            Control = asked.Record,
            Payload = asked.Record.ToByteArray(),
            ProductPartition = asked.Partition,
            Traceparent = traceparent,
        };
        return null;
    }

    static Violation? Check(NewControlRecord asked)
    {
        if (asked.RecordId.Length == 0)
            return Violation.Required("record_id");
        if (asked.RecordId.Length > RecordIdLength || asked.RecordId.Any(character => character is < ' ' or > '~'))
            return Violation.Invalid("record_id", $"takes 1 to {RecordIdLength} printable ASCII characters.");
        if (asked.Partition is < 0 or >= Partitions.Count)
            return Violation.Invalid("partition", $"is {asked.Partition}; it must be 0 to {Partitions.Count - 1}, the partitions that there are.");
        var kind = asked.Record?.KindCase ?? Kind.None;
        if (kind is Kind.None)
            return Violation.Required("record");
        if (!s_admitted.ContainsKey(kind))
            return Violation.Invalid("record", $"is of a kind that only an event causes; append one of {string.Join(", ", s_admitted.Values.Order(StringComparer.Ordinal))}.");
        if (kind is Kind.WindowsDue != (asked.ShopId.Length == 0))
            return kind is Kind.WindowsDue
                ? Violation.Invalid("shop_id", "must be empty: windows_due is about all shops.")
                : Violation.Required("shop_id");
        return null;
    }
}
