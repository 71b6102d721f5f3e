using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Rpc;

/// <summary>What requests about members name.</summary>
static class MemberRequests
{
    public static Guid ReadShopper(string id, string field = "shopper_id")
    {
        if (id.Length == 0)
            throw Fault.Required(field);
        return Guid.TryParseExact(id, "D", out var shopperId)
            ? shopperId
            : throw Fault.Invalid(field, $"'{id}' is not a UUID; send the shopper_id that RecordEvent or LookUpShopper answered.");
    }

    /// <summary>An instant of the past; null: now.</summary>
    /// <param name="asOf">What the request says.</param>
    /// <param name="now">Later ones are refused.</param>
    /// <param name="retention">Since how long all is known; null: for ever.</param>
    public static DateTimeOffset? ReadTime(Timestamp? asOf, DateTimeOffset now, TimeSpan? retention = null)
    {
        if (asOf is null)
            return null;
        if (!asOf.IsTime())
            throw Fault.Invalid("as_of_time", TimestampRange.Rule);
        var time = asOf.ToDateTimeOffset();
        if (time > now)
            throw Fault.Invalid("as_of_time", "is in the future; leave it out for now.");
        if (now - retention is not { } from || time >= from)
            return time;
        throw new Fault(
            FaultReasons.HistoryPruned, $"as_of_time: memberships are known from {from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} on; ask for a later instant, or for the sizes of days (GetSegmentSizes).")
        {
            Metadata = new Dictionary<string, string> { ["field"] = "as_of_time", ["history_from"] = $"{from.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" },
        };
    }
}
