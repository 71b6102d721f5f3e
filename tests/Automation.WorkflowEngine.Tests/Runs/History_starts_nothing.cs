using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Tests.Definitions;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>What is told long after it happened, or as the past, is no activity; it still ends runs.</summary>
public sealed class History_starts_nothing
{
    static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    static readonly TimeSpan s_tick = TimeSpan.FromMicroseconds(1);

    readonly Story _story = new(A.CartWorkflow());

    [Fact]
    public void A_cart_of_400_days_ago_is_not_reminded_of()
    {
        _story.At(0, A.Late(A.Added("c1"), 0, TimeSpan.FromDays(400))).Until(10_000);
        Assert.Empty(_story.Runs);
    }

    [Fact]
    public void Unless_it_says_otherwise_a_workflow_takes_what_is_a_day_old_and_nothing_older()
    {
        _story.At(0, A.Late(A.Added("c1"), 0, s_day), A.Late(A.Added("c2"), 0, s_day + s_tick));
        Assert.Equal("c1", _story.Run.Key);
    }

    [Fact]
    public void So_does_a_definition_that_was_put_before_there_was_a_limit()
    {
        var story = new Story(A.Definition(A_definition_of_an_earlier_build.Json));
        story.At(0, A.Late(A.Checkout("c1"), 0, s_day), A.Late(A.Checkout("c2"), 0, s_day + s_tick));
        Assert.Equal("c1", story.Run.Key);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(10 * 24 * 3600)]
    public void A_workflow_sets_its_own_limit(int seconds)
    {
        var limit = TimeSpan.FromSeconds(seconds);
        var definition = A.CartWorkflow();
        definition.Trigger.MaxAge = Duration.FromTimeSpan(limit);
        var story = new Story(definition).At(0, A.Late(A.Added("c1"), 0, limit), A.Late(A.Added("c2"), 0, limit + s_tick));
        Assert.Equal("c1", story.Run.Key);
    }

    [Fact]
    public void What_a_sender_calls_history_begins_nothing_however_young_it_is()
    {
        _story.At(0, A.Past(A.Added("c1")), A.Past(A.Late(A.Checkout("c2"), 0, s_tick))).Until(600);
        Assert.Empty(_story.Runs);
    }

    [Fact]
    public void Neither_restarts_a_wait()
    {
        _story.At(0, A.Added("c1")).At(30, A.Past(A.Added("c1", "bowl"))).At(40, A.Late(A.Checkout("c1"), 40, s_day + s_tick));
        Assert.Equal(Story.Time(60), _story.Run.DueTime);
        Assert.Equal(Story.Time(0), _story.Run.ActivityTime);

        _story.Until(60);
        // It is in the cart all the same.
        Assert.Equal(["mug", "bowl"], Assert.Single(_story.Dispatches).Content.Cart.Lines.Select(line => line.ProductId));
    }

    public static TheoryData<string, Event> PastOrders => new()
    {
        { "history", A.Past(A.Order("o1", "c1")) },
        { "history of another cart", A.Past(A.Order("o1", "c9")) },
        { "old", A.Late(A.Order("o1", "c1"), 30, s_day + s_tick) },
    };

    [Theory]
    [MemberData(nameof(PastOrders))]
    public void An_order_of_the_past_ends_the_run(string kind, Event order)
    {
        _story.At(0, A.Added("c1")).At(30, order).Until(600);
        Assert.True(_story.Dispatches.Count == 0, kind);
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (_story.Run.State, _story.Run.EndReason));
    }

    [Fact]
    public void An_order_from_before_anything_that_the_run_is_about_ends_nothing()
    {
        // An import brings last year's orders while a cart waits.
        _story.At(0, A.Added("c1")).At(30, A.Past(A.Late(A.Order("o1"), 30, TimeSpan.FromDays(365))), A.Late(A.Order("o2"), 30, s_day + TimeSpan.FromMinutes(30) + s_tick));
        Assert.Equal(RunState.Waiting, _story.Run.State);
        _story.At(31, A.Late(A.Order("o3"), 31, s_day + TimeSpan.FromMinutes(31)));
        Assert.Equal(RunState.Exited, _story.Run.State);
    }

    [Fact]
    public void The_history_of_a_run_keeps_what_was_looked_at()
    {
        _story.At(0, A.Late(A.Added("c1"), 0, s_day)).At(30, A.Past(A.Late(A.Order("o1", "c1"), 30, s_day)));
        var history = _story.Histories[_story.Run.RunId];
        Assert.Equal(Story.Time(0) - s_day, history[0].Event.OccurTime.ToDateTimeOffset());
        Assert.Equal((true, Story.Time(30) - s_day), (history[^1].Event.History, history[^1].Event.OccurTime.ToDateTimeOffset()));
    }

    [Fact]
    public void Orders_of_the_past_are_thanked_for_by_nobody()
    {
        var thanks = A.Definition("""
            {
              "displayName": "Thanks", "trigger": { "event": { "events": ["order_completed"] } }, "reentry": { "keyed": { "key": "event.order_id" } },
              "steps": [{ "stepId": "thank", "send": { "channel": "CHANNEL_EMAIL", "templateId": "thanks", "purpose": "PURPOSE_TRANSACTIONAL" } }]
            }
            """);
        var story = new Story(thanks).At(0, A.Past(A.Order("o1")), A.Late(A.Order("o2"), 0, TimeSpan.FromDays(2)), A.Late(A.Order("o3"), 0, s_day));
        Assert.Equal("o3", story.Run.Key);
    }

    [Fact]
    public void An_event_dated_ahead_is_as_young_as_one_of_now()
    {
        _story.At(0, A.Late(A.Added("c1"), 0, TimeSpan.FromMinutes(-10)));
        Assert.Equal(Story.Time(60), _story.Run.DueTime);
    }
}
