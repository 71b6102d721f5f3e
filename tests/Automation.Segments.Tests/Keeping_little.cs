using Automation.Commerce.V1;
using Automation.Profiles;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segments.Tests;

/// <summary>What is kept of a shopper, and that it goes on being right at its limits.</summary>
public class Keeping_little
{
    static readonly DateTimeOffset s_start = new(2026, 5, 13, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int> Clauses => new()
    {
        { "events(\"my_game\").count() > 5", 30 },
        { "events(\"my_game\").sum(e, e.properties.score) > 5", 40 },
        { "events(\"my_game\").max(e, e.properties.score) > 5", 40 },
        { "events(\"my_game\").last(e, e.properties.tag) == \"a\"", 1_100 },
        { "events(\"my_game\").distinct(e, e.properties.tag) > 5", 8_100 },
        { "events(\"my_game\").in_last(\"3650d\").count() > 5", 8_100 },
        { "events(\"my_game\").in_last(\"3650d\").sum(e, e.properties.score) > 5", 17_000 },
        { "events(\"my_game\").in_last(\"3650d\").max(e, e.properties.score) > 5", 18_100 },
        { "events(\"my_game\").in_last(\"3650d\").min(e, e.properties.falling) > 5", 18_100 },
        { "events(\"my_game\").in_last(\"3650d\").first().in_last(\"9d\")", 8_100 },
        { "events(\"my_game\").in_last(\"3650d\").first(e, e.properties.long) == \"a\"", 102_000 },
        { "events(\"my_game\").in_last(\"3650d\").last(e, e.properties.long) == \"a\"", 1_100 },
        { "events(\"my_game\").in_last(\"3650d\").distinct(e, e.properties.tag) > 5", 16_100 },
        { "did_then(events(\"my_game\").in_last(\"3650d\"), events(\"order_completed\"), \"1s\")", 900 },
        { "did_then(events(\"order_completed\"), events(\"my_game\"), \"1s\")", 900 },
        { "did_without(events(\"my_game\"), events(\"order_completed\"))", 40 },
    };

    [Theory]
    [MemberData(nameof(Clauses))]
    public void Stays_below_a_bound_whatever_comes(string text, int bytes)
    {
        var story = new Story(text);
        for (var turn = 0; turn < 3_000; turn++)
        {
            story.Fold(Build.Game(
                turn + 1, s_start.AddMinutes(turn), ("score", Value.ForNumber(turn)), ("falling", Value.ForNumber(-turn)), ("tag", Value.ForString($"tag{turn}")), ("long", Value.ForString(new string('x', 5_000)))));
        }

        Assert.InRange(story.State.ToByteArray().Length, 1, bytes);
    }

    [Theory]
    [InlineData("events(\"my_game\").in_last(\"3650d\").count() == 1000")]
    [InlineData("events(\"my_game\").in_last(\"3650d\").sum(e, e.properties.one) == 1000")]
    [InlineData("events(\"my_game\").in_last(\"3650d\").distinct(e, e.properties.tag) == 1000")]
    [InlineData("events(\"my_game\").distinct(e, e.properties.tag) == 1000")]
    [InlineData("events(\"my_game\").in_last(\"3650d\").first(e, e.properties.tag) == \"tag1101\"")]
    [InlineData("events(\"my_game\").count() == 1201")]
    public void Takes_the_latest_events_of_a_window_beyond_the_limit(string text)
    {
        var story = new ShopperStory(("full", text));
        for (var turn = 1; turn <= 1_200; turn++)
            story.Fold(Game(turn, s_start.AddMinutes(turn)));
        // One from before all of them does not push a later one out.
        story.Fold(Game(1_201, s_start.AddMinutes(1_201), "tag1201", s_start));

        Assert.Equal(["full"], story.MemberOf);
        Assert.True(story.Plain(story.Now).Holds("full"));
    }

    [Fact]
    public void Is_right_at_the_limit_while_events_run_out()
    {
        var story = new ShopperStory(("many", "events(\"my_game\").in_last(\"1d\").count() > 900"), ("sum", "events(\"my_game\").in_last(\"1d\").sum(e, e.properties.one) < 500"));
        for (var turn = 1; turn <= 1_500; turn++)
            story.Fold(Game(turn, s_start.AddSeconds(turn)));
        foreach (var second in new[] { 500, 501, 599, 600, 601, 1_000, 1_001, 1_499, 1_500 })
        {
            story.Elapse(s_start.AddDays(1).AddSeconds(second));
            var plain = story.Plain(story.Now);
            Assert.Equal(story.Versions.Select(version => version.SegmentId).Where(plain.Holds), story.MemberOf);
        }
    }

    [Fact]
    public void Allocates_nothing_where_nothing_changes()
    {
        var texts = Enumerable.Range(0, 100).Select(place => ($"s{place}", (place % 4) switch
        {
            0 => $"events(\"product_viewed\").where(e, e.product.product_id == \"p{place}\").in_last(\"30d\").count() > 3 && profile.traits.city == \"Berlin\"",
            1 => $"profile.email == \"a{place}@shop.example\" || events(\"product_viewed\").where(e, e.product.product_id == \"q{place}\").count() > 1",
            2 => $"profile.update_time.in_last(\"1d\") && profile.traits.points > {place}",
            _ => $"in_segment(\"s{place - 1}\") || consented(\"email\") && profile.product_views.exists(v, v.product_id == \"r{place}\")",
        }));
        var story = new ShopperStory([.. texts]);
        story.Fold(Build.View(1, s_start, product: "none"));
        var (logged, profile, changes) = (Build.View(2, s_start.AddMinutes(1), product: "none"), story.Plain(story.Now).Profile, new List<SegmentChange>());
        for (var turn = 0; turn < 100; turn++)
            SegmentFold.Apply(story.Set, story.State, profile, logged, changes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var turn = 0; turn < 1_000; turn++)
            SegmentFold.Apply(story.Set, story.State, profile, logged, changes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Empty(changes);
        Assert.Equal(0, allocated);
    }

    static LoggedEvent Game(int turn, DateTimeOffset time, string? tag = null, DateTimeOffset? occurred = null)
    {
        var logged = Build.Game(turn, time, ("one", Value.ForNumber(1)), ("tag", Value.ForString(tag ?? $"tag{turn}")));
        if (occurred is { } earlier)
            logged.Event.OccurTime = earlier.ToTimestamp();
        return logged;
    }

    /// <summary>Without a history that is remembered.</summary>
    sealed class Story(string text)
    {
        readonly SegmentSet _set = ShopperStory.Compile([("s", text)], 1).Set;
        readonly ProfileState _profile = new();

        public SegmentState State { get; } = new();

        public void Fold(LoggedEvent logged)
        {
            ProfileFold.Apply(_profile, logged);
            SegmentFold.Apply(_set, State, _profile.Profile, logged, []);
        }
    }
}
