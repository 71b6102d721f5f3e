using System.Globalization;

namespace Automation.Segments.Tests;

/// <summary>
/// The proof of <see cref="SegmentFold"/>: random segments, histories and clocks, compared with <see cref="PlainEvaluation"/>. How many
/// says AUTOMATION_SEGMENT_CASES, the first AUTOMATION_SEGMENT_SEED.
/// </summary>
public class Incremental_membership
{
    static readonly int s_seed = Number("AUTOMATION_SEGMENT_SEED", Environment.TickCount & 0xFFFFFF);
    static readonly int s_cases = Number("AUTOMATION_SEGMENT_CASES", 400);

    [Fact]
    public void Equals_the_plain_evaluation_at_every_step_and_between()
    {
        var changes = 0;
        Parallel.For(s_seed, s_seed + s_cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed => Interlocked.Add(ref changes, Try(seed)));

        // A test in which nothing changes says nothing.
        Assert.True(changes > s_cases, $"only {changes} changes in {s_cases} cases");
    }

    static int Try(int seed)
    {
        var random = new Random(seed);
        var (segments, history) = (new AnySegments(random), new AnyHistory(random));
        var story = new ShopperStory([.. segments.Next()]);
        var changes = 0;
        for (var step = random.Next(5, 45); step > 0; step--)
        {
            Check(() => story.Fold(history.Next()), "a record");
            if (random.Next(12) == 0)
                story.Store();
            if (random.Next(40) == 0)
                Check(() => story.Switch(segments.Next(), isAnew: random.Next(2) == 0), "other segments");
        }
        // When nothing happens any more, what can run out does so, at its instant.
        for (var flip = 0; flip < 8 && story.State.DueTime is not null; flip++)
        {
            var due = story.State.DueTime!.ToDateTimeOffset();
            Assert.True(due > story.Now, $"seed {seed}: due at {due:O}, which is not after {story.Now:O}");
            Compare(due.AddTicks(-1), "before it is due");
            Compare(story.Now + (due - story.Now) / 2, "half way");
            Check(() => story.Elapse(due), "time");
        }
        if (story.State.DueTime is null)
            Compare(story.Now.AddYears(2), "never");
        return changes;

        void Check(Action act, string what)
        {
            var before = story.MemberOf.ToHashSet();
            var isSwitch = what == "other segments";
            // Windows may run out before the record comes; sometimes somebody notices.
            if (story.State.DueTime is { } due && random.Next(2) == 0 && !isSwitch)
                Compare(due.ToDateTimeOffset().AddTicks(-1), "before it is due");
            act();
            changes += story.Changes.Count;
            Compare(story.Now, what);
            if (!isSwitch)
                Assert.Equal(story.MemberOf.Except(before).Count() + before.Except(story.MemberOf).Count(), story.Changes.Count);
        }

        // The shopper is where the plain evaluation puts them, at this instant, without having been looked at since.
        void Compare(DateTimeOffset now, string what)
        {
            var plain = story.Plain(now);
            foreach (var version in story.Versions)
            {
                if (plain.Holds(version.SegmentId) == story.State.MemberOf.Contains((uint)version.Number))
                    continue;
                Assert.Fail($"""
                    AUTOMATION_SEGMENT_SEED={seed} AUTOMATION_SEGMENT_CASES=1: after {story.History.Count} records, at {now:O}, because of {what},
                    plain says {plain.Holds(version.SegmentId)} of {version.SegmentId}: {Conditions.ConditionLanguage.Print(version.Condition.Source)}
                    {plain.Explain(version.SegmentId)}
                    {story.State}
                    {string.Join("\n", story.History)}
                    """);
            }
        }
    }

    static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
