using System.Text;
using System.Text.RegularExpressions;
using Automation.Gateway.Problems;
using Grpc.Core;

namespace Automation.Gateway.OpenApi;

/// <summary>Comments of the contracts as readers of REST want them.</summary>
static partial class CommentText
{
    static readonly Dictionary<string, int> s_statuses = Enum.GetValues<StatusCode>()
        .Where(status => status is not (StatusCode.OK or StatusCode.Unknown or StatusCode.Internal))
        .ToDictionary(status => WordStart().Replace(status.ToString(), "_$0").ToUpperInvariant(), status => HttpStatus.Of(status));

    /// <summary>Joins the lines of a paragraph; a line that begins with a gRPC status becomes an item of a list.</summary>
    public static string ToMarkdown(string comment)
    {
        var text = new StringBuilder();
        foreach (var line in comment.Split('\n').Select(line => line.Trim()))
        {
            if (line.Length == 0)
                text.Append("\n\n");
            else if (s_statuses.ContainsKey(LeadingWord().Match(line).Value))
                text.Append("\n- ").Append(line);
            else
                text.Append(text.Length == 0 || text[^1] == '\n' ? "" : " ").Append(line);
        }
        return Blank().Replace(text.ToString(), "\n\n").Trim();
    }

    /// <summary>How the first sentence begins, up to a comma or its end.</summary>
    public static string Summary(string text) => FirstClause().Match(text) is { Success: true } match ? match.Groups[1].Value : text;

    /// <summary>Names the HTTP status beside each gRPC status.</summary>
    public static string WithHttpStatuses(string text) => Word().Replace(
        text, word => s_statuses.TryGetValue(word.Value, out var http) ? $"{word.Value} ({http})" : word.Value);

    /// <summary>The HTTP statuses whose gRPC statuses a text names.</summary>
    public static IEnumerable<int> HttpStatusesIn(string text) =>
        Word().Matches(text).Where(word => s_statuses.ContainsKey(word.Value)).Select(word => s_statuses[word.Value]).Distinct();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();

    [GeneratedRegex("^[A-Z_]+(?=[ :])")]
    private static partial Regex LeadingWord();

    [GeneratedRegex(@"\b[A-Z][A-Z_]{5,}\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^(.+?)[.,:;](\s|$)", RegexOptions.Singleline)]
    private static partial Regex FirstClause();
}
