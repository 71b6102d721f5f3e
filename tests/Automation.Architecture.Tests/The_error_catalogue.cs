using System.Reflection;
using System.Text.RegularExpressions;
using Automation.ServiceDefaults.Faults;
using Automation.Testing;
using Xunit;

namespace Automation.Architecture.Tests;

/// <summary>docs/errors.md, a table of reason, gRPC status, HTTP status, meaning, what to do.</summary>
public partial class The_error_catalogue
{
    static readonly string s_page = File.ReadAllText(Repository.PathOf("docs", "errors.md"));

    static readonly List<FaultReason> s_reasons =
    [
        .. typeof(FaultReasons).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(FaultReason))
            .Select(field => (FaultReason)field.GetValue(null)!),
    ];

    [Fact]
    public void Lists_every_reason_with_its_status()
    {
        var listed = Rows().Select(row => (row.Reason, row.Status)).ToHashSet();

        Assert.DoesNotContain(s_reasons, reason => !listed.Contains((reason.Code, UpperSnake(reason.Status.ToString()))));
    }

    [Fact]
    public void Lists_nothing_that_is_not_there() =>
        Assert.Empty(Rows().Select(row => row.Reason).Except(s_reasons.Select(reason => reason.Code)));

    [Fact]
    public void Gives_every_reason_once()
    {
        Assert.Equal(Rows().Select(row => row.Reason).Distinct(), Rows().Select(row => row.Reason));
        Assert.Equal(s_reasons.Select(reason => reason.Code).Distinct(), s_reasons.Select(reason => reason.Code));
    }

    [Fact]
    public void Lists_nothing_that_nobody_answers()
    {
        var names = typeof(FaultReasons).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(FaultReason)).Select(field => field.Name);
        var answered = SourceFile.Production.SelectMany(file => Use().Matches(file.Text)).Select(match => match.Groups[1].Value);

        Assert.Empty(names.Except(answered));
    }

    [Fact]
    public void Says_of_every_reason_what_it_means_and_what_to_do() =>
        Assert.DoesNotContain(Rows(), row => row.Meaning.Length < 10 || row.Remedy.Length < 10);

    [Fact]
    public void Explains_every_reason_of_messages_and_runs_and_no_other()
    {
        // Such reasons are the constants of a service's *Reasons.cs.
        var given = from file in SourceFile.Production
                    where file.Path.EndsWith("Reasons.cs", StringComparison.Ordinal)
                    from match in ReasonConstant().Matches(file.Text)
                    select match.Groups[1].Value;
        var explained = OutcomeRow().Matches(s_page).Select(match => match.Groups[1].Value);

        Assert.Equal(given.Distinct().Order(StringComparer.Ordinal), explained.Distinct().Order(StringComparer.Ordinal));
    }

    static IEnumerable<(string Reason, string Status, string Meaning, string Remedy)> Rows() =>
        from line in s_page.Split('\n')
        let match = Row().Match(line)
        where match.Success
        select (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.Trim(), match.Groups[4].Value.Trim());

    static string UpperSnake(string pascal) => WordStart().Replace(pascal, "_$0").ToUpperInvariant();

    [GeneratedRegex(@"FaultReasons\.([A-Za-z]+)")]
    private static partial Regex Use();

    // | `FIELD_REQUIRED` | INVALID_ARGUMENT | 400 | meaning | remedy |
    [GeneratedRegex(@"^\| `([A-Z_]+)` \| ([A-Z_]+) \| \d{3} \| ([^|]+) \| ([^|]+) \|\r?$")]
    private static partial Regex Row();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();

    // | `EXPIRED` | dropped | meaning | remedy |
    [GeneratedRegex(@"^\| `([A-Z_]+)` \| [a-z, ]+ \| [^|]{10,} \| [^|]{10,} \|\r?$", RegexOptions.Multiline)]
    private static partial Regex OutcomeRow();

    [GeneratedRegex("const string [A-Za-z]+ = \"([A-Z_]+)\"")]
    private static partial Regex ReasonConstant();
}
