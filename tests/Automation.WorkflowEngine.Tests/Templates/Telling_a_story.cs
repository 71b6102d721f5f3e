using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Tests.Simulation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow story, edge by edge. A call is no event that a simulation can be given.</summary>
public sealed class Telling_a_story
{
    const double Day = 24 * 60;

    [Fact]
    public void Is_told_at_once() => Assert.Equal(["m1"], Tale().Asked(1, Call("r1", "spring")).Dispatches.Select(message => message.StepId));

    [Fact]
    public void Is_told_once_however_often_it_is_called()
    {
        var tale = Tale().Asked(1, Call("r1", "spring"));
        Settled(tale, 2);
        Assert.Single(tale.Asked(20 * Day, Call("r2", "spring")).Dispatches);
    }

    [Fact]
    public void Waits_for_three_days_after_another_one()
    {
        var tale = Tale().Asked(1, Call("r1", "spring"));
        Settled(tale, 2);
        Assert.Single(tale.Asked(2 * Day, Call("r2", "summer")).Dispatches);
        Assert.Equal(2, tale.Asked(4 * Day, Call("r3", "autumn")).Dispatches.Count);
    }

    [Fact]
    public void Is_not_told_without_consent() => Assert.Empty(Tale(agrees: false).Asked(1, Call("r1", "spring")).Runs);

    [Fact]
    public void Is_not_told_soon_after_an_order() =>
        Assert.Equal(RunReasons.GuardFalse, Tale().At(1, A.Order("o")).Asked(2, Call("r1", "spring")).Run.EndReason);

    [Fact]
    public void Ends_where_something_is_ordered_meanwhile()
    {
        var tale = Tale().Asked(1, Call("r1", "spring")).At(2, A.Order("o"));
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (tale.Run.State, tale.Run.EndReason));
    }

    static void Settled(Story tale, double minutes) => tale.At(minutes, A.Settled(tale.Dispatches[^1]));

    static Story Tale(bool agrees = true) => new Story([.. Flows.Compiled("story")]).At(0, Simulated.Identified(agrees));

    static RunCommand Call(string requestId, string story) => new()
    {
        RequestId = requestId,
        Start = new RunStart { WorkflowId = "story", Properties = new Struct { Fields = { ["story_id"] = Value.ForString(story) } } },
    };
}
