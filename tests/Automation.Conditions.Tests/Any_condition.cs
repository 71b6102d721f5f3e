using Automation.Conditions.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit.Abstractions;

namespace Automation.Conditions.Tests;

/// <summary>Random conditions. CONDITIONS_SEED repeats a run, CONDITIONS_COUNT makes it longer.</summary>
public class Any_condition(ITestOutputHelper output)
{
    readonly int _count = int.Parse(Environment.GetEnvironmentVariable("CONDITIONS_COUNT") ?? "400");
    readonly Shopper _shopper = new();

    [Fact]
    public void Is_the_same_as_text_as_message_and_as_JSON() => ForEach(hasHistory: true, (condition, _) =>
    {
        var text = ConditionLanguage.Print(condition);
        var parsed = ConditionLanguage.Parse(text);

        Assert.Empty(parsed.Errors);
        Assert.Equal(condition, parsed.Condition);
        Assert.Equal(text, ConditionLanguage.Print(parsed.Condition!));
        Assert.Equal(condition, JsonParser.Default.Parse<Condition>(JsonFormatter.Default.Format(condition)));
        Assert.Equal(condition, Condition.Parser.ParseFrom(condition.ToByteArray()));
    });

    [Fact]
    public void Is_right_by_the_contracts() => ForEach(hasHistory: true, (condition, _) =>
        Assert.Empty(ConditionLanguage.Compile(condition, Shopper.WithHistory).Errors));

    [Fact]
    public void Is_explained_as_it_is_evaluated() => ForEach(hasHistory: false, (condition, _) =>
    {
        var compiled = ConditionLanguage.Compile(condition, Shopper.Roots).Condition!;
        IMessage?[] roots = [_shopper.Event, _shopper.Profile, _shopper.Cart];
        var explanation = compiled.Explain(roots, Shopper.Now);

        Assert.Equal(compiled.Holds(roots, Shopper.Now), explanation.Holds);
        Assert.Equal(compiled.NextChange(roots, Shopper.Now), explanation.ChangeTime?.ToDateTimeOffset());
        Assert.Equal(ConditionLanguage.Print(condition), explanation.Clause);
    });

    // What a follower relies on that evaluates anew at the instant that was named, and never in between.
    [Fact]
    public void Stays_as_it_is_until_it_is_said_to_change() => ForEach(hasHistory: false, (condition, random) =>
    {
        var compiled = ConditionLanguage.Compile(condition, Shopper.Roots).Condition!;
        IMessage?[] roots = [_shopper.Event, _shopper.Profile, _shopper.Cart];
        var now = Shopper.Now.AddSeconds(random.Next(-40_000_000, 10_000_000));
        var end = now.AddDays(500);
        for (var turns = 0; turns < 20 && now < end; turns++)
        {
            var (holds, change) = compiled.Evaluate(roots, now);
            Assert.Equal(compiled.Holds(roots, now), holds);
            if (change is { } instant)
                Assert.True(instant > now, $"{instant:O} is not behind {now:O}");
            var until = change is { } next && next < end ? next : end;
            for (var look = 0; look < 12; look++)
            {
                var between = now.AddTicks((long)((until - now).Ticks * random.NextDouble()));
                Assert.True(compiled.Holds(roots, between) == holds, $"at {between:O}, between {now:O} and {until:O}");
            }
            Assert.True(compiled.Holds(roots, until.AddTicks(-1)) == holds, $"right before {until:O}");
            now = until;
        }
    });

    void ForEach(bool hasHistory, Action<Condition, Random> check)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CONDITIONS_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"CONDITIONS_SEED={seed}");
        var random = new Random(seed);
        var any = new AnyCondition(random, hasHistory);
        for (var number = 0; number < _count; number++)
        {
            var condition = number % 2 == 0 || hasHistory ? any.Next() : new Condition { All = new ConditionList { Conditions = { any.Timed(), any.Timed() } } };
            try
            {
                check(condition, random);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"CONDITIONS_SEED={seed}, number {number}: {ConditionLanguage.Print(condition)}", failure);
            }
        }
    }
}
