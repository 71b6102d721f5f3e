using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Definitions;

/// <summary>In the one condition language, wherever a definition asks.</summary>
public sealed class Saying_a_condition
{
    const string Gold = "profile.traits.tier == \"gold\"";

    [Fact]
    public void A_filter_reads_the_event_the_profile_and_the_cart()
    {
        var definition = A.CartWorkflow();
        definition.Trigger.Event.Events.Clear();
        definition.Trigger.Event.Events.Add("product_added");
        definition.Trigger.Event.Filter = Text("event.product.unit_price > money('20 GBP') && size(cart.lines) == 2 && has(profile.email)");

        var story = new Story(definition).At(0, A.Added("c1", "pot", price: 30), Email()).At(1, A.Added("c1", "mug", price: 20));
        Assert.Empty(story.Runs);
        story.At(2, A.Added("c2", "pot", price: 30), A.Added("c2", "bowl", price: 21));
        Assert.Equal("c2", story.Run.Key);
    }

    [Fact]
    public void The_message_says_the_same_as_the_text()
    {
        var definition = A.CartWorkflow();
        definition.SendGuard = new Condition { Expression = ConditionLanguage.Parse(definition.SendGuard.Text).Condition };
        Story Live(WorkflowDefinition which) => new Story(which).At(0, A.Added("c1"), A.Added("c2")).At(2, A.Removed("c2")).Until(70);

        var (text, message) = (Live(A.CartWorkflow()), Live(definition));
        Assert.Single(text.Dispatches);
        Assert.Equal(text.Dispatches, message.Dispatches);
        Assert.Equal(text.Histories.Values.SelectMany(history => history), message.Histories.Values.SelectMany(history => history));
    }

    [Fact]
    public void An_exit_may_ask_about_the_order_by_its_own_name()
    {
        var definition = A.CartWorkflow();
        definition.ExitWhen[0].Filter = Text("order.total > money('15 GBP') && order.lines.exists(line, line.product_id == 'mug')");
        var story = new Story(definition).At(0, A.Added("c1")).At(1, A.Order("o1", total: 15));
        Assert.True(story.Run.IsOpen);
        story.At(2, A.Order("o2", total: 16));
        Assert.Equal(RunState.Exited, story.Run.State);
        var read = story.Histories[story.Run.RunId][^1].Event.OrderCompleted;
        Assert.Equal((16, 1, ""), (read.Total.Units, read.Lines.Count, read.OrderId));
    }

    [Fact]
    public void Now_is_the_instant_of_the_decision()
    {
        var definition = A.CartWorkflow();
        definition.SendGuard = Text("cart.activity_time > now() - duration('1h1m')");
        Assert.Single(new Story(definition).At(0, A.Added("c1")).Until(60).Dispatches);
        definition.Steps[0].Wait.Duration = new Duration { Seconds = 3_660 };
        Assert.Empty(new Story(definition).At(0, A.Added("c1")).Until(61).Dispatches);
    }

    [Fact]
    public void What_is_read_stands_in_the_history()
    {
        var definition = A.CartWorkflow();
        definition.SendGuard = Text($"{Gold} || profile.consents.exists(c, c.source == 'till')");
        var story = new Story(definition).At(0, A.Added("c1"), Email()).Until(60);
        var read = story.Histories[story.Run.RunId].Single(entry => entry.Profile is not null).Profile.Fields;
        Assert.Contains("traits", read.Keys);
        Assert.Contains("carts", read.Keys);
        Assert.DoesNotContain("email", read.Keys);
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var workflow = Story.Compiled(A.CartWorkflow());
        var profile = new Story(A.CartWorkflow()).At(0, A.Added("c1"), A.Added("c1", "pot")).Profile;
        int Ask(int turns)
        {
            var held = 0;
            for (var turn = 0; turn < turns; turn++)
                held += workflow.SendGuard!(workflow.Scope(null, profile, "c1", A.Start)) ? 1 : 0;
            return held;
        }

        Ask(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var held = Ask(1_000);
        Assert.Equal((1_000, 0L), (held, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    public static TheoryData<Condition, string, string, string> Faults => new()
    {
        { Text("cart.colour == 'red'"), "send_guard.text", "CONDITION_UNKNOWN_NAME", "Cart has no field 'colour'" },
        { Text("size(cart.lines) > "), "send_guard.text", "CONDITION_SYNTAX", "(character 20 of the text)" },
        { Text("event.cart_id == 'c1'"), "send_guard.text", "CONDITION_UNKNOWN_NAME", "begin with profile, cart" },
        { Text("cart.subtotal > 5"), "send_guard.text", "CONDITION_TYPE", "money(" },
        { Text("events('order_completed').count() > 1"), "send_guard.text", "CONDITION_UNSUPPORTED", "only in_segment is answered in workflows" },
        { Text("consented('email')"), "send_guard.text", "CONDITION_UNSUPPORTED", "put this part into a segment" },
        { Text(""), "send_guard.text", "CONDITION_SYNTAX", "character 1" },
        { Expression("cart.colour == 'red' && true"), "send_guard.expression.all.conditions[0].compare.left.path", "CONDITION_UNKNOWN_NAME", "Cart has no field" },
        { new Condition { Not = Text("cart.colour == 'red'") }, "send_guard.not.text", "CONDITION_UNKNOWN_NAME", "Cart has no field" },
        { new Condition { Expression = new() }, "send_guard.expression", "CONDITION_INCOMPLETE", "set one of its kinds" },
        { new Condition(), "send_guard", "FIELD_INVALID", "set text or expression" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_told_with_its_place_reason_and_remedy(Condition guard, string field, string reason, string part)
    {
        var definition = A.CartWorkflow();
        definition.SendGuard = guard;
        var violation = Assert.Single(DefinitionCompiler.Compile(definition).Violations);
        Assert.Equal((field, reason), (violation.Field, violation.Reason));
        Assert.Contains(part, violation.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_is_checked_for_each_event_that_it_meets()
    {
        var definition = A.CartWorkflow();
        definition.Trigger.Event.Filter = Text("has(event.product.title)");
        var violations = DefinitionCompiler.Compile(definition).Violations;
        Assert.All(violations, violation => Assert.Equal(("trigger.event.filter.text", "CONDITION_UNKNOWN_NAME"), (violation.Field, violation.Reason)));
        Assert.Equal(["CartUpdated", "CheckoutStarted"], violations.Select(violation => violation.Description.Split(' ')[0]).Order());
    }

    [Fact]
    public void An_order_can_be_read_where_every_event_is_one()
    {
        var definition = A.CartWorkflow();
        definition.ExitWhen[0].Events.Add("order_cancelled");
        definition.ExitWhen[0].Filter = Text("has(order.order_id)");
        Assert.Contains("'order' cannot be read here", Assert.Single(DefinitionCompiler.Compile(definition).Violations).Description, StringComparison.Ordinal);
    }

    static Condition Text(string text) => new() { Text = text };

    static Condition Expression(string text) => new() { Expression = ConditionLanguage.Parse(text).Condition };

    static Event Email() => new()
    {
        Identifiers = new Identifiers { Email = "a@b.example" },
        ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["tier"] = Value.ForString("gold") } } },
    };
}
