using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Triggers;

public sealed class A_call_as_the_trigger
{
    public static WorkflowDefinition Definition => A.Definition("""
        {"displayName": "Fitting", "trigger": {"apiCall": {"filter": {"text": "event.properties.kind == 'suit'"}}},
         "reentry": {"keyed": {"key": "event.properties.fitting_id"}},
         "steps": [{"stepId": "think", "wait": {"duration": "600s"}}]}
        """);

    [Fact]
    public void Begins_a_run_with_the_key_that_the_caller_gives()
    {
        var story = Two().Asked(0, Start("fitting", "r1", "f1")).Asked(1, Start("fitting", "r2", "f1")).Asked(2, Start("fitting", "r3", "f2"));
        Assert.Equal(["f1", "f2"], story.Runs.Values.Select(run => run.Key).Order());
        var called = story.Histories.Values.First()[0].Entered.ApiCalled;
        Assert.Equal(("r1", "f1"), (called.RequestId, called.Properties.Fields["fitting_id"].StringValue));
    }

    [Fact]
    public void Is_for_one_workflow_and_its_filter_holds()
    {
        Assert.Equal(["other"], Two().Asked(0, Start("other", "r1", "f1")).Runs.Values.Select(run => run.Workflow.WorkflowId));
        Assert.Empty(Two().Asked(0, Start("fitting", "r1", "f1", kind: "shoe")).Runs);
        Assert.Empty(Two().Asked(0, Start("nobody", "r1", "f1")).Runs);
    }

    [Fact]
    public void Is_no_custom_event_of_that_name() => Assert.Empty(Two().At(0, A.Custom("api_call")).Runs);

    static Story Two() => new(("fitting", Story.Compiled(Definition)), ("other", Story.Compiled(Definition)));

    public static RunCommand Start(string workflowId, string requestId, string fitting, string kind = "suit") => new()
    {
        RequestId = requestId,
        Start = new RunStart
        {
            WorkflowId = workflowId,
            Properties = new Struct { Fields = { ["fitting_id"] = Value.ForString(fitting), ["kind"] = Value.ForString(kind) } },
        },
    };
}
