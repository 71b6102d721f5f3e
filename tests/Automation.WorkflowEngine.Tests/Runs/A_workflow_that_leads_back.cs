using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_workflow_that_leads_back
{
    // Not in the order in which a run goes through them.
    const string Weekly = """
        {
          "displayName": "Every week",
          "trigger": { "event": { "events": ["club_joined"] } },
          "reentry": { "keyed": { "key": "event.properties.club" } },
          "exitWhen": [{ "events": ["club_left"] }],
          "steps": [
            { "stepId": "welcome", "next": "week", "send": { "channel": "CHANNEL_EMAIL", "templateId": "welcome", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "news", "next": "week", "send": { "channel": "CHANNEL_EMAIL", "templateId": "news", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "week", "next": "news", "wait": { "duration": "60s" } }
          ]
        }
        """;

    readonly Story _story = new Story(A.Definition(Weekly))
        .At(0, A.Custom("club_joined", ("club", Google.Protobuf.WellKnownTypes.Value.ForString("tea"))));

    [Fact]
    public void Asks_each_time_for_another_message_of_the_same_step()
    {
        Go(rounds: 3);

        Assert.Equal(
            ["welcome 1", "news 1", "news 2", "news 3"],
            _story.Dispatches.Select(message => $"{message.StepId} {message.Visit}"));
        Assert.Equal(4, _story.Dispatches.Select(message => message.MessageId).Distinct().Count());
        Assert.Equal(
            _story.Dispatches.Select(message => (message.MessageId, message.Visit)),
            _story.Histories[_story.Run.RunId].Where(entry => entry.SendRequested is not null)
                .Select(entry => (entry.SendRequested.MessageId, entry.SendRequested.Visit)));
        Assert.Equal("1,3,3", _story.Run.Visits.ToString());
    }

    [Fact]
    public void Is_not_moved_by_the_end_of_a_message_of_an_earlier_round()
    {
        Go(rounds: 2);
        var before = _story.Run;
        _story.At(3, A.Settled(_story.Dispatches[1]));
        Assert.Equal(before, _story.Run);
    }

    [Fact]
    public void Is_left_by_an_exit_event()
    {
        Go(rounds: 2);
        _story.At(5, A.Custom("club_left")).Until(1_000);
        Assert.Equal((RunState.Exited, 3), (_story.Run.State, _story.Dispatches.Count));
    }

    [Fact]
    public void Fails_when_it_goes_round_for_ever()
    {
        Go(rounds: StepVisits.Max + 10);

        Assert.Equal((RunState.Failed, RunReasons.VisitLimit), (_story.Run.State, _story.Run.EndReason));
        Assert.Equal(1 + StepVisits.Max, _story.Dispatches.Count);
        var end = _story.Histories[_story.Run.RunId][^1].Ended;
        Assert.Equal("news", end.StepId);
        Assert.Contains("'week'", end.Detail, StringComparison.Ordinal);
    }

    /// <summary>Delivery is instant here; each round takes a minute.</summary>
    void Go(int rounds)
    {
        for (var round = 0; round < rounds && _story.Run.IsOpen; round++)
        {
            _story.At(round * 2, A.Settled(_story.Dispatches[^1]));
            if (_story.Run.IsOpen)
                _story.Until((round * 2) + 1);
        }
    }
}
