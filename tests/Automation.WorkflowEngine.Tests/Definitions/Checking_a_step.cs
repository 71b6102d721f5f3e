using Automation.Validation;
using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Tests.Definitions;

public sealed class Checking_a_step
{
    const string Split = """{ "wayId": "a", "percent": 50, "next": "last" }""";

    // The step → field behind steps[0], reason, a part of the description.
    public static TheoryData<string, string, string, string> Faults => new()
    {
        { """ "waitLocal": {} """, "wait_local.time_of_day", "FIELD_REQUIRED", "set it" },
        { """ "waitLocal": { "timeOfDay": "9:00" } """, "wait_local.time_of_day", "FIELD_INVALID", "09:30" },
        { """ "waitLocal": { "timeOfDay": "24:00" } """, "wait_local.time_of_day", "FIELD_INVALID", "00:00 to 23:59" },
        { """ "waitLocal": { "timeOfDay": "09:00", "weekdays": ["WEEKDAY_MONDAY", "WEEKDAY_MONDAY"] } """, "wait_local.weekdays[1]", "FIELD_INVALID", "name it once" },
        { """ "waitLocal": { "timeOfDay": "09:00", "weekdays": [8] } """, "wait_local.weekdays[0]", "FIELD_INVALID", "WEEKDAY_MONDAY to WEEKDAY_SUNDAY" },
        { """ "waitLocal": { "timeOfDay": "09:00", "weekdays": [0] } """, "wait_local.weekdays[0]", "FIELD_INVALID", "is no day" },
        { """ "setTrait": {} """, "set_trait.traits", "FIELD_REQUIRED", "set it" },
        { """ "setTrait": { "traits": [{ "name": "x" }] } """, "set_trait.traits[0]", "FIELD_INVALID", "set constant or path" },
        { """ "setTrait": { "traits": [{ "constant": 1 }] } """, "set_trait.traits[0].name", "FIELD_REQUIRED", "set it" },
        { """ "setTrait": { "traits": [{ "name": "x", "constant": 1 }, { "name": "x", "constant": 2 }] } """, "set_trait.traits[1].name", "FIELD_INVALID", "name it once" },
        { """ "setTrait": { "traits": [{ "name": "x", "path": "event.cart_id" }] } """, "set_trait.traits[0].path", "FIELD_INVALID", "profile.traits.tier" },
        { """ "setTrait": { "traits": [{ "name": "x", "path": "now.date" }] } """, "set_trait.traits[0].path", "FIELD_INVALID", "is no path" },
        { """ "setTrait": { "traits": [{ "name": "x", "path": "profile.colour" }] } """, "set_trait.traits[0].path", "FIELD_INVALID", "it has shopper_id, position" },
        { """ "setTrait": { "traits": [{ "name": "x", "path": "profile.carts" }] } """, "set_trait.traits[0].path", "FIELD_INVALID", "is a list" },
        { """ "setTrait": { "traits": [{ "name": "x", "path": "profile.traits" }] } """, "set_trait.traits[0].path", "FIELD_INVALID", "name a field of it" },
        { """ "setTrait": { "traits": [{ "name": "x", "path": "profile.order_summary" }] } """, "set_trait.traits[0].path", "FIELD_INVALID", "name a field of it" },
        { """ "setTrait": { "traits": [{ "name": "x", "path": "profile.email.domain" }] } """, "set_trait.traits[0].path", "FIELD_INVALID", "let the path end with it" },
        { """ "setTrait": { "traits": [{ "name": "x", "path": "profile.create_time.seconds" }] } """, "set_trait.traits[0].path", "FIELD_INVALID", "let the path end with it" },
        { """ "emitEvent": {} """, "emit_event.name", "FIELD_REQUIRED", "set it" },
        { """ "emitEvent": { "name": "order_completed" } """, "emit_event.name", "FIELD_INVALID", "that no typed action has" },
        { """ "emitEvent": { "name": "Big Event" } """, "emit_event.name", "FIELD_INVALID", "a-z, 0-9 and _" },
        { """ "changeList": { "change": "LIST_CHANGE_LEFT" } """, "change_list.list_id", "FIELD_REQUIRED", "set it" },
        { """ "changeList": { "listId": "vip" } """, "change_list.change", "FIELD_REQUIRED", "set it" },
        { """ "randomSplit": {} """, "random_split.ways", "FIELD_INVALID", "use 2 to 10" },
        { $$""" "randomSplit": { "ways": [{{Split}}, { "wayId": "b", "percent": 49, "next": "last" }] } """, "random_split.ways", "FIELD_INVALID", "are 99 together; make them 100" },
        { $$""" "randomSplit": { "ways": [{{Split}}, {{Split}}] } """, "random_split.ways[1].way_id", "FIELD_INVALID", "give each its own" },
        { $$""" "randomSplit": { "ways": [{{Split}}, { "wayId": "b", "percent": 50 }] } """, "random_split.ways[1].next", "FIELD_REQUIRED", "set it" },
        { $$""" "randomSplit": { "ways": [{{Split}}, { "wayId": "b", "percent": 50, "next": "nowhere" }] } """, "random_split.ways[1].next", "FIELD_INVALID", "is not the id of a step" },
        { """ "holdOut": {} """, "hold_out.percent", "FIELD_INVALID", "1 to 99" },
        { """ "holdOut": { "percent": 100 } """, "hold_out.percent", "FIELD_INVALID", "1 to 99" },
        { """ "startWorkflow": {} """, "start_workflow.workflow_id", "FIELD_REQUIRED", "set it" },
        { """ "startWorkflow": { "workflowId": "A b" } """, "start_workflow.workflow_id", "FIELD_INVALID", "a-z, 0-9 and -" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Finds_the_place_and_says_what_to_do(string step, string field, string reason, string description)
    {
        var found = Check($$"""{ "stepId": "first", {{step}} }""");
        Assert.Contains(found, violation =>
            violation.Field == $"steps[0].{field}" && violation.Reason == reason && violation.Description.Contains(description, StringComparison.Ordinal));
    }

    [Fact]
    public void Knows_a_cart_only_where_the_workflow_is_about_one()
    {
        const string Step = """{ "stepId": "first", "setTrait": { "traits": [{ "name": "x", "path": "cart.subtotal" }] } }""";
        Assert.Empty(Check(Step, """{ "keyed": { "key": "event.cart_id" } }"""));
        Assert.Contains("is not about a cart", Assert.Single(Check(Step)).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_constant_that_is_too_large()
    {
        var step = $$"""{ "stepId": "first", "emitEvent": { "name": "x", "properties": [{ "name": "p", "constant": "{{new string('x', 1_100)}}" }] } }""";
        Assert.Equal(("steps[0].emit_event.properties[0].constant", "FIELD_TOO_LONG"), (Check(step).Single().Field, Check(step).Single().Reason));
    }

    [Fact]
    public void Lets_a_loop_lead_through_a_local_time()
    {
        Assert.Empty(Check("""{ "stepId": "first", "waitLocal": { "timeOfDay": "09:00" } }, { "stepId": "more", "next": "first", "holdOut": { "percent": 10 } }""", last: false));
        Assert.Contains(
            "without a wait", Check("""{ "stepId": "first", "next": "first", "holdOut": { "percent": 10 } }""", last: false)[0].Description, StringComparison.Ordinal);
    }

    static IReadOnlyList<Violation> Check(string steps, string reentry = """{ "shopper": {} }""", bool last = true) => DefinitionCompiler.Compile(A.Definition($$"""
        {
          "displayName": "Flow",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": {{reentry}},
          "steps": [{{steps}}{{(last ? """, { "stepId": "last", "end": {} }""" : "")}}]
        }
        """)).Violations;
}
