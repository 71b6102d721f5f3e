using System.Text.RegularExpressions;
using Automation.Validation;

namespace Automation.Segmentation.Lists;

/// <summary>What lists may be called, and how many there may be.</summary>
static partial class ListIds
{
    /// <summary>Lists of a shop, archived ones included: their members are still in the log.</summary>
    public const int PerShop = 1_000;

    const int DisplayNameLength = 200;

    public static Violation? Check(string listId) =>
        listId.Length == 0 ? Violation.Required("list_id")
        : !Pattern().IsMatch(listId) ? Violation.Invalid("list_id", "takes 1 to 50 characters of a-z, 0-9 and -, for example newsletter-2026.")
        : null;

    public static Violation? CheckName(string displayName) =>
        displayName.Length == 0 ? Violation.Required("display_name")
        : displayName.Length > DisplayNameLength
            ? Violation.TooLong("display_name", $"has {displayName.Length} characters; shorten it to {DisplayNameLength}.")
        : displayName.Contains('\0', StringComparison.Ordinal) ? Violation.Invalid("display_name", "must not contain the character U+0000; leave it out.")
        : null;

    [GeneratedRegex(@"\A[a-z0-9-]{1,50}\z")]
    private static partial Regex Pattern();
}
