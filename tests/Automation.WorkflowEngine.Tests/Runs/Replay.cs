using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>Makes the decisions of a history again, each from what the history says was read.</summary>
static class Replay
{
    /// <summary>Feeds each input to the machine again: an entry with an event, the end of a wait, or a start by another run begins one.</summary>
    /// <param name="version">What the run is of.</param>
    /// <param name="workflow">The same, compiled.</param>
    /// <param name="runId">Of a run that another one started; others get theirs by themselves.</param>
    /// <param name="shopperId">Whose it is.</param>
    /// <param name="recorded">The whole history.</param>
    public static (ShopperRun Run, List<RunEntry> Decided) Of(
        WorkflowVersion version, CompiledWorkflow workflow, Guid runId, Guid shopperId, IReadOnlyList<RunEntry> recorded)
    {
        var decided = new List<RunEntry>();
        var assigned = new Dictionary<(string WorkflowId, string StepId), string>();
        ShopperRun? run = null;
        var (first, count) = (0, recorded.Count);
        while (first < count)
        {
            var last = first + 1;
            while (last < count && !IsInput(recorded[last]))
                last++;
            var entries = recorded.Skip(first).Take(last - first).ToList();
            var entry = entries[0];
            Assign(entries, kept: true);
            var transition = entry.Entered is { StarterRunId.Length: > 0 } entered
                ? RunMachine.Start(workflow, new Effect.Start(version, entered.Key, runId), Starter(entered), InputOf(entry, entries), entry.Position.Sequence)
                : run is null
                    ? RunMachine.Enter(version, workflow, (EventInput)InputOf(entry, entries))
                    : RunMachine.Handle(workflow, run, InputOf(entry, entries));
            Assert.True(transition is not null && transition != Transition.NeedsProfile, $"entry {entry.Number} was decided on and is not any more");
            run = transition.Run;
            decided.AddRange(transition.Entries);
            Assign(entries, kept: false);
            first = last;
        }
        return (run!, decided);

        // What was assigned before is known to a decision; what it assigns, to those behind it.
        void Assign(List<RunEntry> entries, bool kept)
        {
            foreach (var entry in entries)
            {
                if (entry.SplitTaken is { } split && split.Kept == kept)
                    assigned[(version.WorkflowId, split.StepId)] = split.WayId;
                if (entry.HoldOutDecided is { } lot && lot.Kept == kept)
                    assigned[(version.WorkflowId, lot.StepId)] = lot.HeldOut ? "held-out" : "not-held-out";
            }
        }

        RunInput InputOf(RunEntry entry, List<RunEntry> entries)
        {
            var now = entry.DecideTime.ToDateTimeOffset();
            var reading = entry.Profile is { } read
                ? new Reading(Profile.Parser.ParseJson(JsonFormatter.Default.Format(read)), IsComplete: true, entry.ShopTimeZone)
                : null;
            var answers = new Queue<WorkflowStarted>(entries.Where(each => each.WorkflowStarted is not null).Select(each => each.WorkflowStarted));
            var (logged, name, action) = CauseOf(entry) is var (trigger, cause)
                ? (new Event(), trigger, cause)
                : entry.Event is { } own ? (own, EventNames.Of(own), EventNames.ActionOf(own)) : (null, "", null);
            RunInput input = logged is null ? new TimerInput(now, entry.Position, reading) : new EventInput(
                new LoggedEvent { Sequence = entry.Position.Sequence, ShopId = version.ShopId, ShopperId = shopperId.ToString(), Event = logged },
                name,
                action!,
                now,
                entry.Position,
                reading)
            {
                RunId = entry.Entered is null || entry.Event is not null ? null : runId,
                EnrollmentId = entry.Entered is { EnrollmentId.Length: > 0 } enrolled ? Guid.Parse(enrolled.EnrollmentId) : null,
            };
            return input with
            {
                Assigned = assigned,
                Starts = (workflowId, starter, _) => answers.Dequeue() is var answer && answer.Reason.Length > 0
                    ? StartAnswer.Refused(answer.Reason)
                    : new StartAnswer(new WorkflowVersion(version.ShopId, workflowId, answer.WorkflowVersion), starter.Key, ""),
            };
        }

        ShopperRun Starter(RunEntered entered) => new()
        {
            RunId = Guid.Parse(entered.StarterRunId),
            Workflow = version,
            ShopperId = shopperId,
            Partition = recorded[0].Position.Partition,
            Key = entered.Key,
            EnterTime = recorded[0].DecideTime.ToDateTimeOffset(),
            EnterSequence = 0,
            Depth = 0,
            Traceparent = "",
            ActivityTime = recorded[0].DecideTime.ToDateTimeOffset(),
        };
    }

    static bool IsInput(RunEntry entry) => entry.Event is not null || entry.WaitEnded is not null;

    /// <summary>What began the run, where that is no event.</summary>
    static (string Name, IMessage Action)? CauseOf(RunEntry entry) => entry.Entered?.CauseCase switch
    {
        RunEntered.CauseOneofCase.SegmentMoved =>
            (TriggerNames.OfSegment(entry.Entered.SegmentMoved.SegmentId, entry.Entered.SegmentMoved.Move), entry.Entered.SegmentMoved),
        RunEntered.CauseOneofCase.DateReached => (TriggerNames.DateReached, entry.Entered.DateReached),
        RunEntered.CauseOneofCase.ApiCalled => (TriggerNames.ApiCall, entry.Entered.ApiCalled),
        RunEntered.CauseOneofCase.ScheduleReached => (TriggerNames.ScheduleReached, entry.Entered.ScheduleReached),
        _ => null,
    };
}
