using System.Globalization;
using System.Text.RegularExpressions;

namespace Automation.Gateway.OpenApi;

/// <summary>A row of docs/errors.md.</summary>
/// <param name="Code">The reason, for example FIELD_REQUIRED.</param>
/// <param name="Http">The HTTP status that it comes with.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Remedy">What to do.</param>
sealed record ErrorReason(string Code, int Http, string Meaning, string Remedy);

/// <summary>Every reason that a REST call can be refused with.</summary>
static partial class ErrorCatalogue
{
    public static IReadOnlyList<ErrorReason> Read()
    {
        using var reader = new StreamReader(Resources.Open(Resources.Errors));
        return
        [
            .. Row().Matches(reader.ReadToEnd()).Select(row => new ErrorReason(
                row.Groups[1].Value, int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture), row.Groups[3].Value, row.Groups[4].Value)),
        ];
    }

    // | `FIELD_REQUIRED` | INVALID_ARGUMENT | 400 | meaning | remedy |
    [GeneratedRegex(@"^\| `([A-Z_]+)` \| [A-Z_]+ \| (\d{3}) \| ([^|]+) \| ([^|]+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
