using System.Reflection;
using System.Text.RegularExpressions;
using Automation.Testing;

namespace Automation.Conditions.Tests;

/// <summary>docs/conditions.md.</summary>
public partial class The_page_about_conditions
{
    static readonly string s_page = File.ReadAllText(Repository.PathOf("docs", "conditions.md"));

    [Fact]
    public void Explains_every_reason_and_no_other() => Assert.Equal(
        typeof(ConditionReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!).Order(StringComparer.Ordinal),
        Row().Matches(s_page).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Names_every_function() => Assert.DoesNotContain(
        Kinds.ConditionKinds.ByFunction.Keys.Concat(Operands.OperandKinds.ByFunction.Keys),
        name => !Regex.IsMatch(s_page, $@"\b{name}\b"));

    [Fact]
    public void Names_every_limit() => Assert.DoesNotContain(
        typeof(ConditionLimits).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (int)field.GetValue(null)!),
        limit => !s_page.Contains($"{limit:N0}", StringComparison.Ordinal));

    [Fact]
    public void Begins_with_conditions_that_are_right()
    {
        var texts = s_page.Split("```")[1].Trim().Split('\n');

        Assert.Equal(5, texts.Length);
        Assert.All(texts, text => Shopper.Compile(text, Shopper.WithHistory));
    }

    [GeneratedRegex(@"^\| `(CONDITION_[A-Z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
