using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_branch
{
    const string Flow = """
        {
          "displayName": "As much as it is worth",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "exitWhen": [{ "events": ["order_completed"] }],
          "steps": [
            { "stepId": "idle", "wait": { "duration": "3600s" } },
            { "stepId": "worth", "next": "small", "branch": { "ways": [
              { "when": { "text": "size(cart.lines) > 2" }, "next": "large" },
              { "when": { "text": "profile.traits.tier == 'gold'" }, "next": "gold" },
              { "when": { "text": "size(cart.lines) == 0" }, "next": "nothing" }] } },
            { "stepId": "small", "next": "nothing", "send": { "channel": "CHANNEL_EMAIL", "templateId": "small", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "large", "next": "nothing", "send": { "channel": "CHANNEL_EMAIL", "templateId": "large", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "nothing", "end": {} },
            { "stepId": "gold", "send": { "channel": "CHANNEL_EMAIL", "templateId": "gold", "purpose": "PURPOSE_MARKETING" } }
          ]
        }
        """;

    /// <summary>With a recorded history.</summary>
    public static WorkflowDefinition Definition => A.Definition(Flow);

    readonly Story _story = new(Definition);

    [Fact]
    public void Goes_the_first_way_whose_condition_holds()
    {
        _story.At(0, Gold(), A.Added("c1", "mug")).At(1, A.Added("c1", "bowl"), A.Added("c1", "pot")).Until(60);
        Assert.Equal("large", Assert.Single(_story.Dispatches).StepId);
        Assert.Equal(1, Taken().Way);
    }

    [Fact]
    public void Goes_a_later_way_where_the_first_does_not_hold()
    {
        _story.At(0, Gold(), A.Added("c1")).Until(60);
        Assert.Equal("gold", Assert.Single(_story.Dispatches).StepId);
        Assert.Equal(2, Taken().Way);
        // The last step of the list: nothing comes behind it.
        _story.At(61, A.Settled(_story.Dispatches[0]));
        Assert.Equal((RunState.Completed, 6), (_story.Run.State, _story.Run.Step));
    }

    [Fact]
    public void Goes_on_with_the_next_step_where_none_holds()
    {
        _story.At(0, A.Added("c1")).Until(60);
        Assert.Equal("small", Assert.Single(_story.Dispatches).StepId);
        Assert.Equal(("worth", 0), (Taken().StepId, Taken().Way));
    }

    [Fact]
    public void Ends_the_run_where_its_way_leads_to_an_end()
    {
        _story.At(0, A.Added("c1")).At(1, A.Removed("c1")).Until(60);
        Assert.Empty(_story.Dispatches);
        Assert.Equal((RunState.Completed, "", 4), (_story.Run.State, _story.Run.EndReason, _story.Run.Step));
        var end = _story.Histories[_story.Run.RunId][^1].Ended;
        Assert.Equal(("nothing", ""), (end.StepId, end.Reason));
    }

    [Fact]
    public void Is_decided_by_the_cart_of_its_own_instant()
    {
        _story.At(0, A.Added("c1", "mug"), A.Added("c1", "bowl"), A.Added("c1", "pot")).At(59, A.Removed("c1", "pot")).Until(60);
        Assert.Equal("small", Assert.Single(_story.Dispatches).StepId);
        var read = _story.Histories[_story.Run.RunId].Single(entry => entry.Profile is not null);
        Assert.NotNull(read.WaitEnded);
        Assert.Equal(2, read.Profile.Fields["carts"].ListValue.Values.Single().StructValue.Fields["lines"].ListValue.Values.Count);
    }

    [Fact]
    public void Behind_a_wait_is_not_decided_by_a_copy_that_may_lack_what_came_after_an_event()
    {
        // The copy was read for an event at the beginning of the batch; what came behind it emptied the cart.
        var stale = Profile("mug", "bowl", "pot");
        _story.At(0, A.Added("c1"));
        var shopper = new ShopperBatch(_story.Run.Workflow.ShopId, _story.Run.ShopperId, _story.Run.Partition)
        {
            After = 9,
            Watermark = Story.Time(61),
            FiresTimers = true,
            Reading = new Reading(stale, IsComplete: false),
        };
        shopper.Runs[_story.Run.RunId] = _story.Run;
        var decisions = new BatchDecisions(_story.Registry, [], NullLogger.Instance);

        Assert.False(decisions.Continue(shopper), "the branch was decided by a stale cart");
        shopper.Reading = new Reading(Profile("mug"), IsComplete: true);
        Assert.True(decisions.Continue(shopper));
        Assert.Equal("small", Assert.IsType<Effect.Send>(Assert.Single(decisions.Decided.Single().Transition.Effects)).Message.StepId);
    }

    [Fact]
    public void That_looks_at_the_clock_alone_needs_no_profile()
    {
        var definition = Definition;
        definition.Steps[1].Branch.Ways.Clear();
        definition.Steps[1].Branch.Ways.Add(new BranchWay { When = new() { Text = "true" }, Next = "nothing" });
        definition.Steps[1].Next = "nothing";
        foreach (var step in definition.Steps.Where(step => step.Send is not null).ToList())
            definition.Steps.Remove(step);
        var story = new Story(definition).At(0, A.Added("c1")).Until(60);
        Assert.Equal(RunState.Completed, story.Run.State);
        Assert.DoesNotContain(story.Histories[story.Run.RunId], entry => entry.Profile is not null);
    }

    [Fact]
    public void Leads_back_as_long_as_its_condition_holds()
    {
        var definition = Definition;
        definition.Steps[1].Branch.Ways[0].Next = "idle";
        definition.Steps.RemoveAt(3);
        var story = new Story(definition).At(0, A.Added("c1", "mug"), A.Added("c1", "bowl"), A.Added("c1", "pot")).Until(60).Until(121);
        Assert.Equal((RunState.Waiting, "3,2"), (story.Run.State, story.Run.Visits.ToString()));
        story.At(130, A.Removed("c1", "pot")).Until(182);
        Assert.Equal("small", Assert.Single(story.Dispatches).StepId);
    }

    BranchTaken Taken() => _story.Histories[_story.Run.RunId].Single(entry => entry.BranchTaken is not null).BranchTaken;

    static Event Gold() => new()
    {
        ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["tier"] = Value.ForString("gold") } } },
    };

    static Profile Profile(params string[] products) => new()
    {
        Carts = { new Cart { CartId = "c1", State = CartState.Active, Lines = { products.Select(product => A.Line(product)) } } },
    };
}
