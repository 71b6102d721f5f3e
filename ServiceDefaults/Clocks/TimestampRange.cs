using Google.Protobuf.WellKnownTypes;

namespace Automation.ServiceDefaults.Clocks;

/// <summary>What a Timestamp of a caller may be before it can be taken for a time.</summary>
public static class TimestampRange
{
    // 0001-01-01 to 9999-12-31, as the contract of Timestamp says.
    const long FirstSecond = -62_135_596_800;
    const long LastSecond = 253_402_300_799;

    /// <summary>For the detail of a refusal.</summary>
    public const string Rule = "must be within the years 1 to 9999, nanos within 0 to 999,999,999.";

    public static bool IsTime(this Timestamp timestamp) =>
        timestamp.Seconds is >= FirstSecond and <= LastSecond && timestamp.Nanos is >= 0 and <= 999_999_999;
}
