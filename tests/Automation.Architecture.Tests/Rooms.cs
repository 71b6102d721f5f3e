using System.Text.RegularExpressions;
using Automation.Testing;
using Xunit;

namespace Automation.Architecture.Tests;

public partial class Rooms
{
    static readonly string[] s_vagueNames = ["Common", "Utils", "Utilities", "Helpers", "Helper", "Managers", "Manager", "Shared", "Misc", "Extensions"];

    [Theory]
    [MemberData(nameof(SuiteService.Theory), MemberType = typeof(SuiteService))]
    public void Have_one_entry_point(SuiteService service)
    {
        // .NET makes the entry point public.
        var types = service.Assembly.GetExportedTypes().Select(type => type.FullName).Except(["Program"]);

        Assert.Equal([$"Automation.{service.Name}.{service.Name}Module"], types);
    }

    [Theory]
    [MemberData(nameof(SuiteService.Theory), MemberType = typeof(SuiteService))]
    public void Begin_in_a_program_that_only_composes(SuiteService service)
    {
        var lines = File.ReadAllLines(Repository.PathOf([.. service.Folder.Split('/'), "Program.cs"]));

        Assert.InRange(lines.Length, 1, 25);
    }

    [Fact]
    public void Are_called_by_what_is_in_them()
    {
        var vague = SourceFile.Production.Select(file => file.Path)
            .Where(path => path.Split('/').Select(part => Path.GetFileNameWithoutExtension(part))
                .Any(part => s_vagueNames.Contains(part) || s_vagueNames.Take(7).Any(name => part.EndsWith(name, StringComparison.Ordinal))));

        Findings.None(vague);
    }

    [Fact]
    public void Do_not_know_what_they_are_run_for()
    {
        // Whole words, also within names: DemoClock and is_test, not Sampler and latest. A condition may test something.
        var found = from file in SourceFile.Production
                    from match in PurposeWord().Matches(file.Text)
                    select $"{file.Path}:{file.LineOf(match.Index)} says '{match.Value}'";
        var settings = from file in Directory.EnumerateFiles(Repository.PathOf("services"), "appsettings*.json", SearchOption.AllDirectories)
                       where !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                             && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                       where PurposeWord().IsMatch(File.ReadAllText(file))
                       select file;

        Findings.None(found);
        Findings.None(settings);
    }

    [Theory]
    [InlineData("class DemoClock", true)]
    [InlineData("is_test", true)]
    [InlineData("runBenchmark", true)]
    [InlineData("TestMode", true)]
    [InlineData("testing", true)]
    [InlineData("ValueTest test", false)]
    [InlineData("ShouldSample(", false)]
    [InlineData("SAMPLE_SHOP", true)]
    [InlineData("EdgeSampler", false)]
    [InlineData("the latest", false)]
    [InlineData("contested", false)]
    [InlineData("demote", false)]
    public void Are_searched_for_whole_words(string text, bool isFound) => Assert.Equal(isFound, PurposeWord().IsMatch(text));

    [GeneratedRegex(
        @"(?<![A-Za-z])(demo|sample|benchmark)(?![a-z])|(?<![A-Z])(?<!Should)(Demo|Sample|Benchmark)(?![a-z])|(?<![A-Z])(DEMO|SAMPLE|BENCHMARK)(?![A-Z])"
        + @"|(?<![A-Za-z])([Ii]s|[Ii]n|[Ff]or|[Uu]nder|[Ww]hen|[Ww]hile)(_[Tt]est|Test)(?![a-z])|(?<![A-Za-z])[Tt]est(_?[Mm]ode|_?[Rr]un|_?[Oo]nly|_?[Hh]ook|_?[Ss]hop|ing)(?![a-z])")]
    private static partial Regex PurposeWord();
}
