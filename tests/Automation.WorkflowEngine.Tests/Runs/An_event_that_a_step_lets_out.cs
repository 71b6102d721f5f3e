using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class An_event_that_a_step_lets_out
{
    /// <summary>With recorded histories.</summary>
    public static WorkflowDefinition Definition => A.Definition("""
        {
          "displayName": "Written down",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "exitWhen": [{ "events": ["order_completed"] }],
          "steps": [
            { "stepId": "mark", "setTrait": { "traits": [
              { "name": "last_cart", "path": "cart.cart_id" },
              { "name": "worth", "path": "cart.subtotal" },
              { "name": "was", "path": "profile.traits.tier" },
              { "name": "seen", "path": "now" },
              { "name": "score", "constant": 3 },
              { "name": "old", "constant": null }] } },
            { "stepId": "later", "wait": { "duration": "3600s" } },
            { "stepId": "tell", "emitEvent": { "name": "cart_marked", "properties": [
              { "name": "state", "path": "cart.state" },
              { "name": "orders", "path": "profile.order_summary.order_count" },
              { "name": "flags", "constant": [true, "x"] }] } },
            { "stepId": "copy", "next": "later", "setTrait": { "traits": [{ "name": "was", "path": "profile.traits.tier" }] } }
          ]
        }
        """);

    /// <summary>With a recorded history.</summary>
    public static WorkflowDefinition Lists => A.Definition("""
        {
          "displayName": "In for an hour",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "steps": [
            { "stepId": "in", "changeList": { "listId": "undecided", "change": "LIST_CHANGE_JOINED" } },
            { "stepId": "later", "wait": { "duration": "3600s" } },
            { "stepId": "out", "changeList": { "listId": "undecided", "change": "LIST_CHANGE_LEFT" } }
          ]
        }
        """);

    static Event Tier(string tier) => new()
    {
        ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["tier"] = Value.ForString(tier) } } },
    };

    [Fact]
    public void Takes_along_what_is_there_and_is_one_deeper_than_its_cause()
    {
        var story = new Story(Definition).At(0, A.Added("c1", "mug", 2));
        var emitted = Assert.Single(story.Emitted);
        var traits = emitted.Event.ShopperIdentified.Traits.Fields;
        Assert.Equal(["last_cart", "old", "score", "seen", "worth"], traits.Keys.Order());
        Assert.Equal(
            ("c1", "20.00 GBP", "2026-01-05T09:00:00Z", 3, Value.KindOneofCase.NullValue),
            (traits["last_cart"].StringValue, traits["worth"].StringValue, traits["seen"].StringValue, traits["score"].NumberValue, traits["old"].KindCase));
        Assert.Equal((story.Run.Workflow.ShopId, story.Run.ShopperId.ToString(), 1), (emitted.ShopId, emitted.ShopperId, emitted.Depth));
        Assert.Equal($"step-{story.Run.RunId}-mark-1", emitted.Event.EventId);
        // The run does not wait for it.
        Assert.Equal(RunState.Waiting, story.Run.State);
    }

    [Fact]
    public void Is_another_one_at_every_visit_and_none_where_there_is_nothing_to_say()
    {
        var story = new Story(Definition).At(0, A.Added("c1")).Until(60).At(61, Tier("gold")).Until(125);
        var run = story.Run.RunId;
        Assert.Equal(
            [$"step-{run}-mark-1", $"step-{run}-tell-1", $"step-{run}-tell-2", $"step-{run}-copy-2"], story.Emitted.Select(each => each.Event.EventId));
        var told = story.Emitted[1].Event.Custom;
        Assert.Equal(("cart_marked", "CART_STATE_ACTIVE", 2), (told.Name, told.Properties.Fields["state"].StringValue, told.Properties.Fields["flags"].ListValue.Values.Count));
        Assert.Equal("gold", story.Emitted[3].Event.ShopperIdentified.Traits.Fields["was"].StringValue);
        Assert.Equal(["mark", "tell", "", "tell", "copy"], story.Histories[run]
            .Where(entry => entry.EventEmitted is not null)
            .Select(entry => entry.EventEmitted.EventId.Length > 0 ? entry.EventEmitted.StepId : ""));
    }

    [Fact]
    public void Puts_into_a_list_and_takes_out_of_it()
    {
        var story = new Story(Lists).At(0, A.Added("c1")).Until(60);
        Assert.Equal(
            [("undecided", ListChange.Joined, "workflow cart-recovery", "in-1"), ("undecided", ListChange.Left, "workflow cart-recovery", "out-1")],
            story.Emitted.Select(each => (
                each.Event.ListChanged.ListId, each.Event.ListChanged.Change, each.Event.ListChanged.Reason, each.Event.EventId[(5 + 36 + 1)..])));
    }

    [Fact]
    public void Ends_the_run_that_a_long_chain_of_events_began()
    {
        var definition = Definition;
        definition.Steps.RemoveAt(1);
        definition.Steps[^1].Next = "";
        var story = new Story(definition) { Depth = 15 }.At(0, A.Added("c1"));
        Assert.Equal(RunState.Completed, story.Run.State);
        Assert.All(story.Emitted, emitted => Assert.Equal(16, emitted.Depth));

        var tooDeep = new Story(definition) { Depth = 16 }.At(0, A.Added("c1"));
        Assert.Empty(tooDeep.Emitted);
        Assert.Equal((RunState.Failed, RunReasons.DepthLimit), (tooDeep.Run.State, tooDeep.Run.EndReason));
    }

    [Fact]
    public void Has_an_id_that_ingestion_takes_however_long_the_steps_is() =>
        Assert.True(NameIds.OfEvent(Guid.NewGuid(), new string('s', 50), StepVisits.Max).Length <= 100);
}
