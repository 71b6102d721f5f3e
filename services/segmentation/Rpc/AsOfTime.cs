using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Rpc;

/// <summary>The past instant that a call asks about.</summary>
static class AsOfTime
{
    /// <returns>Null: now.</returns>
    public static DateTimeOffset? Read(Timestamp? asOf, TimeProvider shopTime)
    {
        if (asOf is null)
            return null;
        if (!asOf.IsTime())
            throw Fault.Invalid("as_of_time", TimestampRange.Rule);
        var time = asOf.ToDateTimeOffset();
        return time <= shopTime.GetUtcNow() ? time : throw Fault.Invalid("as_of_time", "is in the future; leave it out for now.");
    }
}
