using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Definitions;

/// <summary>Which step comes after which, where a step has several ways out.</summary>
public sealed class Leading_through_a_graph
{
    const string Wait = """{ "stepId": "wait", "wait": { "duration": "60s" } }""";
    const string Send = """{ "stepId": "send", "send": { "channel": "CHANNEL_EMAIL", "templateId": "t", "purpose": "PURPOSE_MARKETING" } }""";
    const string End = """{ "stepId": "end", "end": {} }""";

    public static TheoryData<string, string, string, string> Faults => new()
    {
        // Branches.
        { Branch(""), "steps[0].branch.ways", "FIELD_REQUIRED", "set it" },
        { Branch("""{ "when": { "text": "true" }, "next": "nowhere" }""") + Send, "steps[0].branch.ways[0].next", "FIELD_INVALID", "use one of branch, send" },
        { Branch("""{ "when": { "text": "true" } }""") + Send, "steps[0].branch.ways[0].next", "FIELD_REQUIRED", "set it" },
        { Branch("""{ "next": "send" }""") + Send, "steps[0].branch.ways[0].when", "FIELD_REQUIRED", "set it" },
        { Branch("""{ "when": { "text": "cart.x == 1" }, "next": "send" }""") + Send, "steps[0].branch.ways[0].when.text", "CONDITION_UNKNOWN_NAME", "Cart has no field 'x'" },
        { Branch("""{ "when": { "text": "event.cart_id == 'c'" }, "next": "send" }""") + Send, "steps[0].branch.ways[0].when.text", "CONDITION_UNKNOWN_NAME", "begin with profile, cart" },
        { Branch("""{ "when": { "text": "events('order_completed').count() > 1" }, "next": "send" }""") + Send, "steps[0].branch.ways[0].when.text", "CONDITION_UNSUPPORTED", "put this part into a segment" },
        { Branch(string.Join(',', Enumerable.Repeat("""{ "when": { "text": "true" }, "next": "send" }""", 11))) + Send, "steps[0].branch.ways", "FIELD_TOO_LONG", "at most 10" },
        // Ways that lead nowhere, or round for ever.
        { Branch("""{ "when": { "text": "true" }, "next": "end" }""", next: "end") + Send + "," + End, "steps[1]", "FIELD_INVALID", "no way leads from the first step to 'send'" },
        { $"{End},{Send}", "steps[1]", "FIELD_INVALID", "no way leads from the first step to 'send'" },
        { """{ "stepId": "end", "next": "send", "end": {} },""" + Send, "steps[0].next", "FIELD_INVALID", "the run ends here" },
        { $"{Send},{Branch("""{ "when": { "text": "true" }, "next": "send" }""")}{End}", "steps[1].branch.ways[0].next", "FIELD_INVALID", "leads back to 'send' without a wait" },
        { $"{Branch("""{ "when": { "text": "true" }, "next": "branch" }""")}{End}", "steps[0].branch.ways[0].next", "FIELD_INVALID", "leads back to 'branch' without a wait" },
        { $"{Send},{Until("""{ "path": "cart.activity_time", "otherwise": "send" }""")}{End}", "steps[1].wait_until.otherwise", "FIELD_INVALID", "leads back to 'send' without a wait" },
        // Waits until an instant.
        { Until("{}") + Send, "steps[0].wait_until.path", "FIELD_REQUIRED", "set it" },
        { Until("""{ "path": "profile.email" }""") + Send, "steps[0].wait_until.path", "FIELD_INVALID", "an instant" },
        { Until("""{ "path": "event.occur_time" }""") + Send, "steps[0].wait_until.path", "FIELD_INVALID", "begin with profile, cart" },
        { Until("""{ "path": "profile.traits.renewal", "offset": "31536001s" }""") + Send, "steps[0].wait_until.offset", "FIELD_INVALID", "at most 365 days" },
        { Until("""{ "path": "profile.traits.renewal", "offset": "0.5s" }""") + Send, "steps[0].wait_until.offset", "FIELD_INVALID", "whole seconds" },
        { Until("""{ "path": "profile.traits.renewal", "otherwise": "nowhere" }""") + Send, "steps[0].wait_until.otherwise", "FIELD_INVALID", "use one of until, send" },
        // Waits for an event.
        { For("{}") + Send, "steps[0].wait_for_event.event.events", "FIELD_REQUIRED", "set it" },
        { For("""{ "event": { "events": ["product_added"] } }""") + Send, "steps[0].wait_for_event.timeout", "FIELD_REQUIRED", "set it" },
        { For("""{ "event": { "events": ["product_added"] }, "timeout": "0s" }""") + Send, "steps[0].wait_for_event.timeout", "FIELD_INVALID", "above 0" },
        { For("""{ "event": { "events": ["Product Added"] }, "timeout": "60s" }""") + Send, "steps[0].wait_for_event.event.events[0]", "FIELD_INVALID", "product_added" },
        { For("""{ "event": { "events": ["order_cancelled"] }, "timeout": "60s" }""") + Send, "steps[0].wait_for_event.event.events", "FIELD_INVALID", "set any_key" },
        { For("""{ "event": { "events": ["product_added"], "filter": { "text": "event.total > 1" } }, "timeout": "60s" }""") + Send, "steps[0].wait_for_event.event.filter.text", "CONDITION_UNKNOWN_NAME", "ProductAdded has no field 'total'" },
        { For("""{ "event": { "events": ["product_added"] }, "timeout": "60s", "onTimeout": "nowhere" }""") + Send, "steps[0].wait_for_event.on_timeout", "FIELD_INVALID", "use one of for, send" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_told_with_its_field_and_reason(string steps, string field, string reason, string part) =>
        Assert.Contains(Check(steps), violation =>
            violation.Field == field && violation.Reason == reason && violation.Description.Contains(part, StringComparison.Ordinal));

    public static TheoryData<string> Right =>
    [
        Branch("""{ "when": { "text": "true" }, "next": "end" }""") + Send + "," + End,
        // Back through a wait, and through one that time ends.
        $"{Wait},{Branch("""{ "when": { "text": "size(cart.lines) > 0" }, "next": "wait" }""")}{End}",
        For("""{ "event": { "events": ["product_added"] }, "timeout": "60s", "onTimeout": "end" }""", next: "for") + End,
        For("""{ "event": { "events": ["order_cancelled"] }, "timeout": "60s", "anyKey": true }""") + Send,
        Until("""{ "path": "profile.traits.renewal", "offset": "-604800s", "otherwise": "end" }""") + Send + "," + End,
        Until("""{ "path": "cart.activity_time", "offset": "31536000s" }""") + Send,
    ];

    [Theory]
    [MemberData(nameof(Right))]
    public void What_is_right_is_taken(string steps) => Assert.Empty(Check(steps));

    static IReadOnlyList<Violation> Check(string steps) => DefinitionCompiler.Compile(WorkflowDefinition.Parser.ParseJson($$"""
        {
          "displayName": "Graph",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "steps": [{{steps.TrimEnd(',')}}]
        }
        """)).Violations;

    static string Branch(string ways, string next = "") =>
        $$"""{ "stepId": "branch", "next": "{{next}}", "branch": { "ways": [{{ways}}] } },""";

    static string Until(string wait) => $$"""{ "stepId": "until", "waitUntil": {{wait}} },""";

    static string For(string wait, string next = "") => $$"""{ "stepId": "for", "next": "{{next}}", "waitForEvent": {{wait}} },""";
}
