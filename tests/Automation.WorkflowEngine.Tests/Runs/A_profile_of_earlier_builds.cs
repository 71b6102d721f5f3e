using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>Traits that the entry point takes no more lie in the log.</summary>
public sealed class A_profile_of_earlier_builds
{
    const string Flow = """
        {
          "displayName": "Reads traits",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "exitWhen": [{ "events": ["order_completed"] }],
          "sendGuard": { "compare": { "field": "profile.traits.vip", "op": "OPERATOR_EQUAL", "value": true } },
          "steps": [
            { "stepId": "wait", "wait": { "duration": "600s" } },
            { "stepId": "send", "send": { "channel": "CHANNEL_EMAIL", "templateId": "t", "purpose": "PURPOSE_MARKETING", "expireAfter": "60s" } }
          ]
        }
        """;

    public static TheoryData<string, Struct> Odd => new()
    {
        { "no name", new Struct { Fields = { [""] = Value.ForString("x") } } },
        { "no name within", new Struct { Fields = { ["home"] = Value.ForStruct(new Struct { Fields = { [""] = Value.ForNull() } }) } } },
        { "no kind", new Struct { Fields = { ["age"] = new Value() } } },
        { "NaN", new Struct { Fields = { ["age"] = Value.ForNumber(double.NaN) } } },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public void Ends_no_run_that_reads_it(string what, Struct traits)
    {
        traits.Fields["vip"] = Value.ForBool(true);
        var story = new Story(A.Definition(Flow));

        story.At(0, new Event { ShopperIdentified = new ShopperIdentified { Traits = traits } }).At(1, A.Added("c1")).Until(20);

        Assert.True(story.Run.State is RunState.Sending, $"{what}: {story.Run.State} {story.Run.EndReason}");
        Assert.Single(story.Dispatches);
        var read = story.Histories[story.Run.RunId].Single(entry => entry.Profile is not null).Profile;
        Assert.True(read.Fields["traits"].StructValue.Fields["vip"].BoolValue);
    }
}
