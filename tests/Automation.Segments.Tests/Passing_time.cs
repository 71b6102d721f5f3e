using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segments.Tests;

/// <summary>When windows run out, worked out by hand.</summary>
public class Passing_time
{
    static readonly DateTimeOffset s_start = new(2026, 5, 13, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Takes_an_event_out_of_a_window_at_its_last_instant_and_not_before()
    {
        var story = new ShopperStory(("viewers", "events(\"product_viewed\").in_last(\"7d\").count() > 0"));
        story.Fold(Build.View(1, s_start));
        Assert.Equal([new SegmentChange(1, Entered: true)], story.Changes);
        Assert.Equal(s_start.AddDays(7).ToTimestamp(), story.State.DueTime);

        story.Elapse(s_start.AddDays(7).AddTicks(-1));
        Assert.Empty(story.Changes);

        story.Elapse(s_start.AddDays(7));
        Assert.Equal([new SegmentChange(1, Entered: false)], story.Changes);
        Assert.Null(story.State.DueTime);
        Assert.Empty(story.State.Clauses);
    }

    [Fact]
    public void Lets_an_event_count_from_when_it_occurred_and_never_from_when_it_is_dated_ahead()
    {
        var story = new ShopperStory(("viewers", "events(\"product_viewed\").in_last(\"1d\").count() > 0"));
        story.Fold(Build.View(1, s_start, occurred: s_start.AddHours(-23)));
        Assert.Equal(s_start.AddHours(1).ToTimestamp(), story.State.DueTime);

        story.Fold(Build.View(2, s_start, occurred: s_start.AddMinutes(10)));
        story.Elapse(s_start.AddDays(1));

        Assert.Equal([new SegmentChange(1, Entered: false)], story.Changes);
    }

    [Fact]
    public void Does_not_look_at_a_count_before_it_can_cross_what_it_is_compared_with()
    {
        var story = new ShopperStory(("fans", "events(\"product_viewed\").in_last(\"30d\").count() > 2"));
        for (var day = 0; day < 10; day++)
            story.Fold(Build.View(day + 1, s_start.AddDays(day)));
        story.Elapse(s_start.AddDays(30));

        // Ten, of which the first eight must go: the one of day 7 leaves two.
        Assert.Equal(s_start.AddDays(37).ToTimestamp(), story.State.DueTime);
        story.Elapse(s_start.AddDays(37));
        Assert.Equal([new SegmentChange(1, Entered: false)], story.Changes);
    }

    [Fact]
    public void Does_not_look_at_a_sum_before_it_can_cross_what_it_is_compared_with()
    {
        var story = new ShopperStory(("big", """events("order_completed").in_last("30d").sum(e, e.total, "EUR") >= money("30 EUR")"""));
        for (var day = 0; day < 5; day++)
            story.Fold(Build.Order(day + 1, s_start.AddDays(day), euros: 10));
        story.Elapse(s_start.AddDays(30));

        // 50, 40 on day 30, 30 on day 31, which is where it stands otherwise to 30; 20 on day 32, where it is less.
        Assert.Equal(s_start.AddDays(31).ToTimestamp(), story.State.DueTime);
        story.Elapse(s_start.AddDays(31));
        Assert.Empty(story.Changes);
        story.Elapse(s_start.AddDays(32));
        Assert.Equal([new SegmentChange(1, Entered: false)], story.Changes);
    }

    [Fact]
    public void Flips_what_is_due_before_an_event_that_comes_later_is_looked_at()
    {
        var story = new ShopperStory(
            ("viewers", "events(\"product_viewed\").in_last(\"1d\").count() > 0"),
            ("buyers", "events(\"order_completed\").count() > 0"),
            ("old", "!in_segment(\"viewers\")"));
        story.Fold(Build.View(1, s_start));

        story.Fold(Build.Order(2, s_start.AddDays(2), euros: 10));

        Assert.Equal([new SegmentChange(1, false), new(2, true), new(3, true)], story.Changes.OrderBy(change => change.Number));
    }

    [Fact]
    public void Brings_in_and_takes_out_what_a_profile_is_compared_with()
    {
        var story = new ShopperStory(("lapsing", "!profile.order_summary.last_order_time.in_last(\"30d\") && profile.order_summary.last_order_time.in_last(\"60d\")"));
        story.Fold(Build.Order(1, s_start, euros: 10));

        story.Elapse(s_start.AddDays(30));
        Assert.Equal([new SegmentChange(1, true)], story.Changes);
        story.Elapse(s_start.AddDays(60));
        Assert.Equal([new SegmentChange(1, false)], story.Changes);
        Assert.Null(story.State.DueTime);
    }

    [Fact]
    public void Lets_one_event_follow_another_within_the_time_and_not_at_the_same_instant()
    {
        var story = new ShopperStory(("quick", """did_then(events("product_viewed"), events("order_completed"), "1d")"""));
        story.Fold(Build.View(1, s_start));
        story.Fold(Build.Order(2, s_start, euros: 1));
        Assert.Empty(story.MemberOf);

        story.Fold(Build.Order(3, s_start.AddDays(1).AddTicks(1), euros: 1));
        Assert.Empty(story.MemberOf);

        // The view of late was in time for the order that is there.
        story.Fold(Build.View(4, s_start.AddDays(2), occurred: s_start.AddTicks(1)));
        Assert.Equal(["quick"], story.MemberOf);
    }

    [Fact]
    public void Goes_on_waiting_for_what_follows_a_later_event_when_an_earlier_one_was_followed()
    {
        var story = new ShopperStory(("quick", """did_then(events("product_viewed").in_last("30d"), events("order_completed"), "1d")"""));
        story.Fold(Build.View(1, s_start));
        story.Fold(Build.Order(2, s_start.AddHours(1), euros: 1));
        story.Fold(Build.View(3, s_start.AddDays(10)));
        story.Fold(Build.Order(4, s_start.AddDays(10).AddHours(1), euros: 1));

        story.Elapse(s_start.AddDays(30));
        Assert.Equal(["quick"], story.MemberOf);
        story.Elapse(s_start.AddDays(40));
        Assert.Empty(story.MemberOf);
    }

    [Fact]
    public void Brings_in_what_was_parked_as_of_now_and_not_as_of_then()
    {
        var story = new ShopperStory(("viewers", "events(\"product_viewed\").in_last(\"1d\").count() > 0"), ("both", "events([\"product_viewed\", \"order_completed\"]).count() == 2"));
        story.Fold(Build.Order(2, s_start.AddDays(2), euros: 1));

        story.FoldLate(Build.View(1, s_start));

        Assert.Equal(["both"], story.MemberOf);
        Assert.Null(story.State.DueTime);
    }

    [Fact]
    public void Asks_for_what_did_not_follow_the_latest()
    {
        var story = new ShopperStory(("abandoned", """did_without(events("product_viewed").in_last("7d"), events("order_completed"))"""));
        story.Fold(Build.View(1, s_start));
        Assert.Equal(["abandoned"], story.MemberOf);
        story.Fold(Build.Order(2, s_start.AddHours(1), euros: 1));
        Assert.Empty(story.MemberOf);
        story.Fold(Build.View(3, s_start.AddHours(2)));

        story.Elapse(s_start.AddHours(2).AddDays(7).AddTicks(-1));
        Assert.Equal(["abandoned"], story.MemberOf);
        story.Elapse(s_start.AddHours(2).AddDays(7));
        Assert.Empty(story.MemberOf);
    }

    [Fact]
    public void May_be_due_early_and_then_changes_nothing_and_is_due_later()
    {
        var story = new ShopperStory(("viewers", "events(\"product_viewed\").in_last(\"7d\").count() > 0"));
        story.Fold(Build.View(1, s_start));
        story.Fold(Build.View(2, s_start.AddHours(2)));
        Assert.Equal(s_start.AddDays(7).ToTimestamp(), story.State.DueTime);

        story.Elapse(s_start.AddDays(7));

        Assert.Empty(story.Changes);
        Assert.Equal(s_start.AddHours(2).AddDays(7).ToTimestamp(), story.State.DueTime);
    }
}
