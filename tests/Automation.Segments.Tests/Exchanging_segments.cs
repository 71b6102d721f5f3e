namespace Automation.Segments.Tests;

/// <summary>Other versions take effect, whose clauses have been folded from history apart.</summary>
public class Exchanging_segments
{
    static readonly DateTimeOffset s_start = new(2026, 5, 13, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Tells_what_was_left_and_what_was_entered_and_forgets_what_nobody_asks()
    {
        var story = new ShopperStory(("buyers", "events(\"order_completed\").count() > 0"), ("viewers", "events(\"product_viewed\").count() > 0"));
        story.Fold(Build.Order(1, s_start, euros: 10));
        story.Fold(Build.View(2, s_start));
        Assert.Equal(["buyers", "viewers"], story.MemberOf);

        story.Switch([("buyers", "events(\"order_completed\").in_last(\"30d\").count() > 0"), ("rich", "events(\"order_completed\").count() > 5")], isAnew: false);

        Assert.Equal([new SegmentChange(1, false), new(2, false), new(3, true)], story.Changes.OrderBy(change => change.Number));
        Assert.Equal(2, story.State.Clauses.Count);
        Assert.Equal(s_start.AddDays(30), story.State.DueTime!.ToDateTimeOffset());
    }

    [Fact]
    public void Goes_on_counting_where_the_history_that_was_folded_apart_ended()
    {
        var story = new ShopperStory(("viewers", "events(\"product_viewed\").count() > 0"));
        story.Fold(Build.Order(1, s_start, euros: 10));
        story.Switch([("regulars", "events(\"order_completed\").count() == 2")], isAnew: true);
        Assert.Empty(story.MemberOf);

        story.Fold(Build.Order(2, s_start, euros: 10));
        Assert.Equal(["regulars"], story.MemberOf);
        story.Fold(Build.Order(3, s_start, euros: 10));
        Assert.Empty(story.MemberOf);
    }

    [Fact]
    public void Explains_from_what_is_kept_as_from_the_history()
    {
        var story = new ShopperStory(("rich", """events("order_completed").in_last("30d").sum(e, e.total, "EUR") > money("15 EUR") && !in_segment("lost")"""), ("lost", "false"));
        story.Fold(Build.Order(1, s_start, euros: 10));
        story.Fold(Build.Order(2, s_start.AddDays(1), euros: 10));
        var (plain, number) = (story.Plain(story.Now), story.Versions[0].Number);

        var kept = SegmentFold.Explain(story.Set, story.State, plain.Profile, number, story.Now);
        var evident = plain.Explain("rich");

        Assert.True(kept.Holds);
        Assert.Equal("money(\"20 EUR\")", kept.Clauses[0].Value);
        Assert.Equal(["e1", "e2"], evident.Clauses[0].EventIds);
        Assert.Equal(kept.Clauses.Select(clause => (clause.Clause, clause.Holds, clause.Value)), evident.Clauses.Select(clause => (clause.Clause, clause.Holds, clause.Value)));
        Assert.Contains("no version 9", Assert.Throws<ArgumentException>(() => SegmentFold.Explain(story.Set, story.State, new(), 9, story.Now)).Message);
    }
}
