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
    public static DateTimeOffset? ReadTime(Timestamp? asOf, DateTimeOffset now)
    {
        if (asOf is null)
            return null;
        if (!asOf.IsTime())
            throw Fault.Invalid("as_of_time", TimestampRange.Rule);
        var time = asOf.ToDateTimeOffset();
        return time <= now ? time : throw Fault.Invalid("as_of_time", "is in the future; leave it out for now.");
    }
}
