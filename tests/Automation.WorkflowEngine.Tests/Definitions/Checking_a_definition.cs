using System.Text.Json.Nodes;
using Automation.Testing;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Definitions;

public sealed class Checking_a_definition
{
    static JsonNode Sample() => JsonNode.Parse(File.ReadAllText(Repository.PathOf("samples", "workflows", "abandoned-cart.json")))!;

    // Its guard as it was put before there was one condition language.
    static JsonNode Earlier()
    {
        var json = Sample();
        json["sendGuard"] = JsonNode.Parse(A_definition_of_an_earlier_build.Json)!["sendGuard"]!.DeepClone();
        return json;
    }

    static IReadOnlyList<Violation> Check(JsonNode json) =>
        DefinitionCompiler.Compile(WorkflowDefinition.Parser.ParseJson(json.ToJsonString())).Violations;

    [Fact]
    public void The_shipped_one_is_valid_and_in_canonical_form()
    {
        Assert.Empty(Check(Sample()));
        var written = JsonNode.Parse(Google.Protobuf.JsonFormatter.Default.Format(A.CartWorkflow()));
        Assert.True(JsonNode.DeepEquals(Sample(), written), $"canonical form is {written}");
    }

    // What is changed (a path, and a JSON value or nothing to remove it) → field, reason, a part of the description.
    public static TheoryData<string, string?, string, string, string> Faults => new()
    {
        { "displayName", null, "display_name", "FIELD_REQUIRED", "set it" },
        { "displayName", $"\"{new string('x', 201)}\"", "display_name", "FIELD_TOO_LONG", "at most 200" },
        { "trigger", null, "trigger", "FIELD_REQUIRED", "set it" },
        { "trigger", "{}", "trigger.event", "FIELD_REQUIRED", "set it" },
        { "trigger.events", "[\"product_added\"]", "trigger", "FIELD_INVALID", "move them into event" },
        { "trigger.event.events", "[]", "trigger.event.events", "FIELD_REQUIRED", "set it" },
        { "trigger.event.events.0", "\"Product Added\"", "trigger.event.events[0]", "FIELD_INVALID", "product_added" },
        { "trigger.event.events.0", "\"product_upserted\"", "trigger.event.events[0]", "FIELD_INVALID", "is not an event of a shopper" },
        { "trigger.event.events.0", "\"custom\"", "trigger.event.events[0]", "FIELD_INVALID", "is not an event of a shopper" },
        { "trigger.event.events.1", "\"product_added\"", "trigger.event.events[1]", "FIELD_INVALID", "name it once" },
        { "trigger.event.events.0", "\"order_cancelled\"", "reentry.keyed.key", "FIELD_INVALID", "order_cancelled has no text field event.cart_id" },
        { "trigger.event.filter", "{}", "trigger.event.filter", "FIELD_INVALID", "is empty; set text or expression" },
        { "trigger.event.filter", """{"compare":{"field":"event.total","op":"OPERATOR_GREATER","value":1}}""", "trigger.event.filter.compare.field", "CONDITION_UNKNOWN_NAME", "ProductAdded has no field 'total'; it has cart_id" },
        { "trigger", """{"segment":{}}""", "trigger.segment.segment_id", "FIELD_REQUIRED", "set it" },
        { "trigger", """{"segment":{"segmentId":"V I P"}}""", "trigger.segment.segment_id", "FIELD_INVALID", "a-z" },
        { "trigger", """{"segment":{"segmentId":"vip","move":9}}""", "trigger.segment.move", "FIELD_INVALID", "SEGMENT_MOVE_ENTERED" },
        { "trigger", """{"segment":{"segmentId":"vip"}}""", "reentry.keyed.key", "FIELD_INVALID", "segment vip entered has no text field event.cart_id" },
        { "trigger", """{"apiCall":{"filter":{"text":"event.cart_id == '1'"}}}""", "trigger.api_call.filter.text", "CONDITION_UNKNOWN_NAME", "ApiCalled has no field 'cart_id'" },
        { "trigger", """{"date":{}}""", "trigger.date.path", "FIELD_REQUIRED", "set it" },
        { "trigger", """{"date":{"path":"profile.email"}}""", "trigger.date.path", "FIELD_INVALID", "profile.traits.birthday" },
        { "trigger", """{"date":{"path":"profile.traits.birthday","offsetDays":366}}""", "trigger.date.offset_days", "FIELD_INVALID", "-365 to 365" },
        { "trigger", """{"date":{"path":"profile.traits.birthday","timeOfDay":"9 am"}}""", "trigger.date.time_of_day", "FIELD_INVALID", "HH:MM" },
        { "trigger", """{"date":{"path":"profile.traits.birthday","timeZone":"Mars/Olympus"}}""", "trigger.date.time_zone", "FIELD_INVALID", "tz database" },
        { "trigger", """{"date":{"path":"profile.traits.birthday","recurrence":9}}""", "trigger.date.recurrence", "FIELD_INVALID", "DATE_RECURRENCE_YEARLY" },
        { "reentry.limit", """{"window":"60s"}""", "reentry.limit.max_runs", "FIELD_INVALID", "use 1 to 100" },
        { "reentry.limit", """{"maxRuns":2}""", "reentry.limit.window", "FIELD_REQUIRED", "set it" },
        { "reentry", """{"shopper":{},"newestOnly":true}""", "reentry.newest_only", "FIELD_INVALID", "leave it out" },
        { "trigger.maxAge", "\"0s\"", "trigger.max_age", "FIELD_INVALID", "above 0 to 365 days" },
        { "trigger.maxAge", "\"-3600s\"", "trigger.max_age", "FIELD_INVALID", "above 0 to 365 days" },
        { "trigger.maxAge", "\"31536001s\"", "trigger.max_age", "FIELD_INVALID", "above 0 to 365 days" },
        { "reentry", null, "reentry", "FIELD_REQUIRED", "set it" },
        { "reentry", "{}", "reentry.keyed", "FIELD_REQUIRED", "set it" },
        { "reentry.keyed.key", "\"\"", "reentry.keyed.key", "FIELD_REQUIRED", "set it" },
        { "reentry.keyed.key", "\"cart_id\"", "reentry.keyed.key", "FIELD_INVALID", "event.cart_id" },
        { "reentry.keyed.key", "\"event.product\"", "reentry.keyed.key", "FIELD_INVALID", "has no text field" },
        { "reentry.keyed.key", "\"event.lines.product_id\"", "reentry.keyed.key", "FIELD_INVALID", "has no text field" },
        { "reentry.keyed.cooldown", "\"-1s\"", "reentry.keyed.cooldown", "FIELD_INVALID", "365 days" },
        { "reentry", """{"shopper":{"cooldown":"31536001s"}}""", "reentry.shopper.cooldown", "FIELD_INVALID", "365 days" },
        { "reentry.once", "true", "reentry.once", "FIELD_INVALID", "leave one of them out" },
        { "reentry.cooldownStart", "9", "reentry.cooldown_start", "FIELD_INVALID", "COOLDOWN_START_ENTRY" },
        { "exitWhen.0.events", "[]", "exit_when[0].events", "FIELD_REQUIRED", "set it" },
        { "exitWhen.0.events.0", "\"ORDER\"", "exit_when[0].events[0]", "FIELD_INVALID", "is not an event of a shopper" },
        { "sendGuard.all.conditions", "[]", "send_guard.all.conditions", "FIELD_REQUIRED", "set it" },
        { "sendGuard.all.conditions.0.compare.field", "\"\"", "send_guard.all.conditions[0].compare.field", "FIELD_REQUIRED", "set it" },
        { "sendGuard.all.conditions.0.compare.field", "\"event.cart_id\"", "send_guard.all.conditions[0].compare.field", "CONDITION_UNKNOWN_NAME", "begin with profile, cart" },
        { "sendGuard.all.conditions.0.compare.field", "\"shopper.email\"", "send_guard.all.conditions[0].compare.field", "CONDITION_UNKNOWN_NAME", "begin with profile, cart" },
        { "sendGuard.all.conditions.0.compare.field", "\"cart\"", "send_guard.all.conditions[0].compare.field", "FIELD_INVALID", "is not one value" },
        { "sendGuard.all.conditions.0.compare.field", "\"cart.lines\"", "send_guard.all.conditions[0].compare.field", "FIELD_INVALID", "the count of a list" },
        { "sendGuard.all.conditions.0.compare.field", "\"cart.colour\"", "send_guard.all.conditions[0].compare.field", "CONDITION_UNKNOWN_NAME", "Cart has no field 'colour'" },
        { "sendGuard.all.conditions.0.compare.field", "\"cart.coupon.code\"", "send_guard.all.conditions[0].compare.field", "CONDITION_UNKNOWN_NAME", "has no fields" },
        { "sendGuard.all.conditions.0.compare.field", "\"profile.traits\"", "send_guard.all.conditions[0].compare.field", "FIELD_INVALID", "name a field of it" },
        { "sendGuard.all.conditions.0.compare.op", null, "send_guard.all.conditions[0].compare.op", "FIELD_REQUIRED", "set it" },
        { "sendGuard.all.conditions.0.compare.value", null, "send_guard.all.conditions[0].compare.value", "FIELD_REQUIRED", "set it" },
        { "sendGuard.all.conditions.0.compare.value", "\"many\"", "send_guard.all.conditions[0].compare", "CONDITION_TYPE", "a whole number" },
        { "sendGuard.all.conditions.0.compare.op", "\"OPERATOR_IN\"", "send_guard.all.conditions[0].compare.value", "FIELD_INVALID", "list of 1 to 100" },
        { "sendGuard.all.conditions.1.compare.op", "\"OPERATOR_LESS\"", "send_guard.all.conditions[1].compare.value", "FIELD_INVALID", "give text" },
        { "sendGuard.all.conditions.1.compare.value", "[\"ACTIVE\"]", "send_guard.all.conditions[1].compare.value", "CONDITION_UNKNOWN_NAME", "CART_STATE_ACTIVE" },
        { "sendGuard.all.conditions.1.compare", """{"field":"cart.activity_time","op":"OPERATOR_LESS","value":"yesterday"}""", "send_guard.all.conditions[1].compare.value", "FIELD_INVALID", "2026-01-31" },
        { "sendGuard.all.conditions.1.compare", """{"field":"cart.subtotal","op":"OPERATOR_LESS","value":"ten"}""", "send_guard.all.conditions[1].compare.value", "FIELD_INVALID", "49.90" },
        { "sendGuard.all.conditions.1.compare", """{"field":"cart.state","op":"OPERATOR_LESS","value":"CART_STATE_ACTIVE"}""", "send_guard.all.conditions[1].compare", "CONDITION_TYPE", "use == or !=" },
        { "sendGuard", Nested(20), "send_guard", "CONDITION_TOO_DEEP", "at most 16 deep" },
        { "steps", "[]", "steps", "FIELD_REQUIRED", "set it" },
        { "steps.0.stepId", "\"\"", "steps[0].step_id", "FIELD_REQUIRED", "set it" },
        { "steps.0.stepId", "\"Idle!\"", "steps[0].step_id", "FIELD_INVALID", "a-z" },
        { "steps.0.stepId", "\"idle\\n\"", "steps[0].step_id", "FIELD_INVALID", "a-z" },
        { "steps.0.stepId", "\"remind\"", "steps[1].step_id", "FIELD_INVALID", "earlier step" },
        { "steps.0.wait", null, "steps[0]", "FIELD_INVALID", "set one of wait, send, branch" },
        { "steps.0.wait.duration", null, "steps[0].wait.duration", "FIELD_REQUIRED", "set it" },
        { "steps.0.wait.duration", "\"0s\"", "steps[0].wait.duration", "FIELD_INVALID", "above 0" },
        { "steps.0.wait.duration", "\"315576000000s\"", "steps[0].wait.duration", "FIELD_INVALID", "365 days" },
        { "steps.0.wait.restartOn.0", "\"order_cancelled\"", "steps[0].wait.restart_on", "FIELD_INVALID", "must have the key" },
        { "steps.0.next", "\"nowhere\"", "steps[0].next", "FIELD_INVALID", "use one of idle, remind" },
        { "steps.0.next", "\"idle\"", "steps[1]", "FIELD_INVALID", "no way leads from the first step to 'remind'" },
        { "steps.1.next", "\"remind\"", "steps[1].next", "FIELD_INVALID", "put a wait step on the way" },
        { "steps.1.send.purpose", "\"PURPOSE_SYSTEM\"", "steps[1].send.purpose", "FIELD_INVALID", "use PURPOSE_MARKETING or PURPOSE_TRANSACTIONAL" },
        { "steps.1.send.channel", null, "steps[1].send.channel", "FIELD_REQUIRED", "set it" },
        { "steps.1.send.purpose", null, "steps[1].send.purpose", "FIELD_REQUIRED", "set it" },
        { "steps.1.send.templateId", null, "steps[1].send.template_id", "FIELD_REQUIRED", "set it" },
        { "steps.1.send.templateId", $"\"{new string('t', 101)}\"", "steps[1].send.template_id", "FIELD_TOO_LONG", "at most 100" },
        { "steps.1.send.expireAfter", "\"2764800s\"", "steps[1].send.expire_after", "FIELD_INVALID", "30 days" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_told_with_its_field_and_reason(string path, string? value, string field, string reason, string part)
    {
        var json = path.StartsWith("sendGuard", StringComparison.Ordinal) ? Earlier() : Sample();
        Change(json, path.Split('.'), value);
        var violations = Check(json);
        Assert.Contains(violations, violation =>
            violation.Field == field && violation.Reason == reason && violation.Description.Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0.000001s")]
    [InlineData("31536000s")]
    public void A_max_age_may_be_anything_above_0_up_to_365_days(string maxAge)
    {
        var json = Sample();
        Change(json, ["trigger", "maxAge"], $"\"{maxAge}\"");
        Assert.Empty(Check(json));
    }

    [Theory]
    [InlineData(3_600, -1)]
    [InlineData(3_600, 1_000_000_000)]
    [InlineData(-1, 5)]
    public void A_duration_that_is_none_is_told_as_such(long seconds, int nanos)
    {
        // JSON cannot say it; a gRPC caller can.
        var definition = WorkflowDefinition.Parser.ParseJson(Sample().ToJsonString());
        definition.Steps[0].Wait.Duration = new() { Seconds = seconds, Nanos = nanos };

        Assert.Equal("steps[0].wait.duration", Assert.Single(DefinitionCompiler.Compile(definition).Violations).Field);
    }

    [Fact]
    public void A_path_about_the_cart_needs_a_key_that_names_one()
    {
        var json = Sample();
        json["trigger"]!["event"]!["events"] = new JsonArray("checkout_started");
        json["steps"]![0]!["wait"]!["restartOn"] = new JsonArray();
        json["reentry"]!["keyed"]!["key"] = "event.checkout_id";
        var violation = Assert.Single(Check(json));
        Assert.Equal(("send_guard.text", "CONDITION_UNKNOWN_NAME"), (violation.Field, violation.Reason));
        Assert.Contains("not about a cart", violation.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var json = Sample();
        Change(json, ["displayName"], null);
        Change(json, ["steps", "1", "send", "channel"], null);
        Change(json, ["sendGuard", "text"], "\"cart.colour == 'red'\"");
        Assert.Equal(
            ["display_name", "send_guard.text", "steps[1].send.channel"],
            Check(json).Select(violation => violation.Field));
    }

    [Fact]
    public void More_clauses_than_a_condition_has_are_told_of_the_whole()
    {
        var json = Earlier();
        var list = new JsonArray();
        for (var clause = 0; clause < 101; clause++)
            list.Add(JsonNode.Parse("""{"compare":{"field":"cart.lines.count","op":"OPERATOR_GREATER","value":0}}"""));
        json["sendGuard"]!["all"]!["conditions"] = list;
        var violation = Assert.Single(Check(json));
        Assert.Equal(("send_guard", "CONDITION_TOO_MANY_CLAUSES"), (violation.Field, violation.Reason));
    }

    [Fact]
    public void A_definition_of_more_than_64_KB_is_too_large()
    {
        var json = Sample();
        json["sendGuard"] = JsonNode.Parse("""{"compare":{"field":"cart.coupon","op":"OPERATOR_EQUAL"}}""");
        json["sendGuard"]!["compare"]!["value"] = new string('x', 66_000);
        Assert.Equal("definition", Assert.Single(Check(json)).Field);
    }

    static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"not\":", depth))
        + """{"compare":{"field":"cart.lines.count","op":"OPERATOR_GREATER","value":0}}""" + new string('}', depth);

    static void Change(JsonNode json, string[] path, string? value)
    {
        var node = json;
        foreach (var name in path[..^1])
            node = int.TryParse(name, out var index) ? node![index] : node![name];
        if (int.TryParse(path[^1], out var last))
            node![last] = JsonNode.Parse(value!);
        else if (value is null)
            node!.AsObject().Remove(path[^1]);
        else
            node![path[^1]] = JsonNode.Parse(value);
    }
}
