using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_hold_out
{
    /// <summary>With recorded histories.</summary>
    public static WorkflowDefinition Definition => A.Definition("""
        {
          "displayName": "Without some",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "exitWhen": [{ "events": ["order_completed"] }],
          "sendGuard": { "text": "size(cart.lines) > 0" },
          "steps": [
            { "stepId": "before", "send": { "channel": "CHANNEL_EMAIL", "templateId": "before", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "lot", "holdOut": { "percent": 50 } },
            { "stepId": "idle", "wait": { "duration": "3600s" } },
            { "stepId": "offer", "send": { "channel": "CHANNEL_EMAIL", "templateId": "offer", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "notice", "send": { "channel": "CHANNEL_EMAIL", "templateId": "notice", "purpose": "PURPOSE_TRANSACTIONAL" } }
          ]
        }
        """);

    /// <summary>A shopper on whom the lot falls, or does not.</summary>
    public static Guid Shopper(bool isHeldOut) => Enumerable.Range(1, 1_000).Select(number => new Guid(number, 0, 0, new byte[8])).First(shopper =>
        Automation.WorkflowEngine.Runs.Lots.Of("corner-shop", "cart-recovery", "lot", shopper) < 50 == isHeldOut);

    static Story Tell(bool isHeldOut)
    {
        var story = new Story(Shopper(isHeldOut), ("cart-recovery", Story.Compiled(Definition))).At(0, A.Added("c1"));
        return story.At(1, A.Settled(Assert.Single(story.Dispatches))).Until(62);
    }

    [Fact]
    public void Asks_for_no_marketing_from_there_on_and_writes_down_what_it_would_have_been()
    {
        var story = Tell(isHeldOut: true);
        // Before the lot it was sent, and what the shopper needs is sent all the same.
        Assert.Equal(["before", "notice"], story.Dispatches.Select(message => message.StepId));
        var history = story.Histories.Values.Single();
        Assert.Equal((true, false), (history.Single(entry => entry.HoldOutDecided is not null).HoldOutDecided is var lot && lot.HeldOut, lot.Kept));
        var withheld = Assert.Single(history, entry => entry.SendWithheld is not null);
        Assert.Equal(("offer", 1, "offer", "c1"), (withheld.SendWithheld.StepId, withheld.SendWithheld.Visit, withheld.SendWithheld.TemplateId, withheld.SendWithheld.Content.Cart.CartId));
        Assert.Equal(story.Dispatches[1].Content, withheld.SendWithheld.Content);
    }

    [Fact]
    public void Changes_nothing_for_the_others()
    {
        var story = Tell(isHeldOut: false);
        Assert.Equal(["before", "offer"], story.Dispatches.Select(message => message.StepId));
        Assert.DoesNotContain(story.Histories.Values.Single(), entry => entry.SendWithheld is not null);
    }

    [Fact]
    public void Ends_by_the_guard_as_a_run_that_sends()
    {
        var story = new Story(Shopper(isHeldOut: true), ("cart-recovery", Story.Compiled(Definition))).At(0, A.Added("c1"));
        story.At(1, A.Settled(story.Dispatches[0])).At(30, A.Removed("c1")).Until(62);
        Assert.Equal((RunState.Exited, "GUARD_FALSE"), (story.Run.State, story.Run.EndReason));
        Assert.DoesNotContain(story.Histories.Values.Single(), entry => entry.SendWithheld is not null);
    }

    [Fact]
    public void Holds_out_the_same_shoppers_in_a_later_run_whatever_the_share_is_now()
    {
        var definition = Definition;
        definition.Steps[1].HoldOut.Percent = 1;
        var story = new Story(Shopper(isHeldOut: true), ("cart-recovery", Story.Compiled(definition)));
        story.Assigned[("cart-recovery", "lot")] = "held-out";
        story.At(0, A.Added("c1"));
        story.At(1, A.Settled(story.Dispatches[0])).Until(62);
        var history = story.Histories.Values.Single();
        Assert.True(history.Single(entry => entry.HoldOutDecided is not null).HoldOutDecided is { HeldOut: true, Kept: true });
        Assert.Single(history, entry => entry.SendWithheld is not null);
    }
}
