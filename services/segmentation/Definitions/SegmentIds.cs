using System.Text.RegularExpressions;
using Automation.Validation;

namespace Automation.Segmentation.Definitions;

/// <summary>What segments may be called, and how many there may be.</summary>
static partial class SegmentIds
{
    /// <summary>Segments of a shop that are not archived.</summary>
    public const int PerShop = 1_000;

    /// <summary>Characters of a display name.</summary>
    public const int DisplayNameLength = 200;

    public static Violation? Check(string segmentId) =>
        segmentId.Length == 0 ? Violation.Required("segment_id")
        : !Pattern().IsMatch(segmentId) ? Violation.Invalid("segment_id", "takes 1 to 50 characters of a-z, 0-9 and -.")
        : null;

    [GeneratedRegex(@"\A[a-z0-9-]{1,50}\z")]
    private static partial Regex Pattern();
}
