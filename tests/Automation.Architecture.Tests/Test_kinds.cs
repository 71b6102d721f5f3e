using System.Text.RegularExpressions;
using Automation.Testing.Kinds;
using Xunit;

namespace Automation.Architecture.Tests;

/// <summary>A trait that test.sh does not know would leave a test out of every run, or let it run beside others.</summary>
public sealed partial class Test_kinds
{
    [Fact]
    public void Are_those_that_the_runs_know()
    {
        var traits = from file in SourceFile.Under("tests")
                     from match in Trait().Matches(file.Text)
                     select (Where: $"{file.Path}:{file.LineOf(match.Index)}", Text: match.Groups[1].Value);
        var known = new[] { Named(TestKind.Trait, TestKind.Stack), Named(TestKind.Trait, TestKind.Fault), Named("alone", "true") };

        Assert.NotEmpty(traits);
        Findings.None(from trait in traits
                      where !known.Contains(trait.Text)
                      select $"{trait.Where} {trait.Text}: known are {string.Join(", ", known)}");
    }

    static string Named(string name, string value) => $"(\"{name}\", \"{value}\")";

    [GeneratedRegex("""^\s*\[Trait(\([^)]*\))\]""", RegexOptions.Multiline)]
    private static partial Regex Trait();
}
