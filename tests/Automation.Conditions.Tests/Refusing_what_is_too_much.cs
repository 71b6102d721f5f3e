using System.Diagnostics;
using Automation.Conditions.V1;

namespace Automation.Conditions.Tests;

public class Refusing_what_is_too_much
{
    // Generous for a busy machine; each takes milliseconds.
    static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);

    public static TheoryData<string, string> Texts => new()
    {
        { "5 MB of text", ConditionReason.TooLong },
        { "5 MB of parentheses", ConditionReason.TooLong },
        { "100,000 parentheses", ConditionReason.TooLong },
        { "30,000 parentheses", ConditionReason.TooDeep },
        { "60,000 exclamation marks", ConditionReason.TooDeep },
        { "60,000 opening brackets", ConditionReason.TooDeep },
        { "20,000 calls within each other", ConditionReason.TooDeep },
        { "30,000 names", ConditionReason.TooLong },
        { "30,000 durations", ConditionReason.Syntax },
        { "10,000 clauses", ConditionReason.TooManyClauses },
        { "201 clauses", ConditionReason.TooManyClauses },
        { "1,001 constants", ConditionReason.SetTooLarge },
        { "30,000 constants", ConditionReason.SetTooLarge },
        { "17 levels", ConditionReason.TooDeep },
        { "5 variables", ConditionReason.TooDeep },
        { "1,001 characters of a constant", ConditionReason.TooLong },
        { "101 characters of a name", ConditionReason.TooLong },
        { "11 names", ConditionReason.TooLong },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Is_done_soon_and_says_what_is_the_limit(string what, string reason)
    {
        var text = TextOf(what);
        var watch = Stopwatch.StartNew();
        var errors = ConditionLanguage.Compile(text, Shopper.Roots).Errors;

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_soon);
        Assert.Equal(reason, errors[0].Reason);
        Assert.InRange(errors.Count, 1, ConditionLimits.Errors);
    }

    [Theory]
    [InlineData("200 clauses")]
    [InlineData("1,000 constants")]
    [InlineData("16 levels")]
    [InlineData("4 variables")]
    [InlineData("1,000 characters of a constant")]
    [InlineData("10 names")]
    public void Takes_as_much_as_it_says(string what) => Assert.Empty(ConditionLanguage.Compile(TextOf(what), Shopper.Roots).Errors);

    [Fact]
    public void Does_not_fall_into_a_deep_message()
    {
        var condition = new Condition { Constant = true };
        for (var depth = 0; depth < 100_000; depth++)
            condition = new Condition { Not = condition };
        var folded = new Operand { Literal = new Literal { Text = "a" } };
        for (var depth = 0; depth < 100_000; depth++)
            folded = new Operand { Fold = folded };

        Assert.Equal(ConditionReason.TooDeep, Assert.Single(ConditionLanguage.Compile(condition, Shopper.Roots).Errors).Reason);
        Assert.Throws<ArgumentException>(() => ConditionLanguage.Print(condition));
        Assert.NotEmpty(ConditionLanguage.Compile(
            new Condition { Compare = new Comparison { Left = folded, Operator = Operator.Equal, Right = folded } }, Shopper.Roots).Errors);
    }

    [Fact]
    public void Does_not_walk_through_a_wide_message()
    {
        var wide = new ConditionList();
        for (var count = 0; count < 100_000; count++)
            wide.Conditions.Add(new Condition { Constant = true });
        var watch = Stopwatch.StartNew();

        Assert.Equal(
            ConditionReason.TooManyClauses, Assert.Single(ConditionLanguage.Compile(new Condition { All = wide }, Shopper.Roots).Errors).Reason);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_soon);
    }

    static string TextOf(string what)
    {
        var (count, thing) = (int.Parse(what.Split(' ')[0].Replace(",", "", StringComparison.Ordinal)), what[(what.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return thing switch
        {
            "MB of text" => $"profile.email == \"{new string('a', count * 1_000_000)}\"",
            "MB of parentheses" => new string('(', count * 1_000_000),
            "parentheses" => $"{new string('(', count)}true{new string(')', count)}",
            "exclamation marks" => $"{new string('!', count)}true",
            "opening brackets" => $"profile.email in {new string('[', count)}",
            "calls within each other" => string.Concat(Enumerable.Repeat("f(", count)),
            "names" => string.Join('.', Enumerable.Repeat("profile.traits", 1).Concat(Enumerable.Repeat("x", count - 2))) + " == 1",
            "durations" => $"profile.create_time > now(){string.Concat(Enumerable.Repeat("-n", count))}",
            "clauses" => string.Join(" && ", Enumerable.Repeat("true", count)).Replace(" ", "", StringComparison.Ordinal),
            "constants" => $"profile.email in [{string.Join(',', Enumerable.Repeat("\"\"", count).Select((text, index) => count < 2_000 ? $"\"{index}\"" : "1"))}]",
            "levels" => $"{string.Concat(Enumerable.Repeat("!", count - 1))}true",
            "variables" => string.Concat(Enumerable.Range(0, count).Select(index => $"event.lines.exists(x{index}, ")) + "true" + new string(')', count),
            "characters of a constant" => $"profile.email == \"{new string('a', count)}\"",
            "characters of a name" => $"profile.traits.{new string('a', count)} == 1",
            _ => throw new ArgumentException(what),
        };
    }
}
