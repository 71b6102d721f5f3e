using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Telemetry;

namespace Automation.WorkflowEngine.Runs;

/// <summary>Runs that steps of other runs start: in the same input, and so in the same transaction.</summary>
sealed partial class BatchDecisions
{
    // What was said yes to in the input at hand.
    readonly List<(string WorkflowId, string Key)> _started = [];

    // Everything of the shopper up to it was handled before.
    long _before;

    void Begin(ShopperBatch shopper)
    {
        _decided.Clear();
        _started.Clear();
        _before = shopper.HandledCount < shopper.Events.Count ? shopper.Events[shopper.HandledCount].Logged.Sequence - 1 : shopper.After;
    }

    /// <summary>The input with all that decisions on it may ask.</summary>
    T Knowing<T>(ShopperBatch shopper, T input)
        where T : RunInput =>
        (T)(input with { Assigned = shopper.Assigned, Starts = (workflowId, starter, workflow) => Answer(shopper, workflowId, starter, workflow, input) });

    bool IsStarted(string workflowId, string key) => _started.Contains((workflowId, key));

    StartAnswer Answer(ShopperBatch shopper, string workflowId, ShopperRun starter, CompiledWorkflow workflow, RunInput input)
    {
        if (registry.ActiveAt(shopper.ShopId, workflowId, shopper.Partition, input.Position.Sequence) is not var (version, target))
            return StartAnswer.Refused(RunReasons.WorkflowInactive);
        if (input is EventInput { IsTimed: false }
            ? registry.IsPausedAt(shopper.ShopId, workflowId, shopper.Partition, input.Position.Sequence)
            : shopper.Paused.Contains(workflowId))
            return StartAnswer.Refused(RunReasons.WorkflowPaused);
        if (target.KeyFrom(workflow, starter.Key) is not { } key)
            return StartAnswer.Refused(RunReasons.KeyMissing);
        // The starter itself goes on while it asks, though it may end in the same breath.
        if ((starter.Workflow.WorkflowId == workflowId && starter.Key == key) || IsStarted(workflowId, key) || IsOpen(shopper, workflowId, key))
            return StartAnswer.Refused(RunReasons.RunOpen);
        if (target.Reentry.LooksBack
            && LastRunOf(new EntryKey(shopper.ShopId, shopper.ShopperId, workflowId, key)) is { } last
            && !target.Reentry.Admits(last, input.Now))
            return StartAnswer.Refused(RunReasons.KeptOut);
        if (IsFull(shopper, workflowId, target, input.Now))
            return StartAnswer.Refused(RunReasons.KeptOut);
        _started.Add((workflowId, key));
        return new StartAnswer(version, key, "");
    }

    bool IsOpen(ShopperBatch shopper, string workflowId, string key)
    {
        bool IsIt(ShopperRun run) => run.IsOpen && run.Workflow.WorkflowId == workflowId && run.Key == key;
        foreach (var (transition, isNew) in _decided)
        {
            if (isNew && IsIt(transition.Run))
                return true;
        }
        return shopper.OpenRuns.Any(run => IsIt(run)
            && !_decided.Exists(decision => decision.Transition.Run.RunId == run.RunId && !decision.Transition.Run.IsOpen));
    }

    /// <summary>Takes a decision, and begins the runs that it starts.</summary>
    /// <returns>Whether all is decided; else the profile is needed.</returns>
    bool Take(ShopperBatch shopper, Transition? transition, RunInput input, bool isNew)
    {
        if (transition == Transition.NeedsProfile)
            return false;
        if (transition is null)
            return true;
        _decided.Add((transition, isNew));
        foreach (var start in transition.Effects.OfType<Effect.Start>())
        {
            if (!Start(shopper, start, transition.Run, input))
                return false;
        }
        return true;
    }

    bool Start(ShopperBatch shopper, Effect.Start start, ShopperRun starter, RunInput input)
    {
        var sequence = SequenceOf(input);
        var workflow = registry.Find(start.Version)!;
        Transition transition;
        var asked = _started.Count;
        try
        {
            transition = RunMachine.Start(workflow, start, starter, input, sequence);
            RequireProfile(shopper, transition);
        }
        catch (Exception defect)
        {
            _started.RemoveRange(asked, _started.Count - asked);
            WorkflowEngineLog.RunFailed(logger, defect, start.RunId, start.Version.WorkflowId, start.Version.Version);
            transition = RunMachine.Fail(
                workflow, RunMachine.Begin(start, starter, input, sequence), input, RunReasons.Internal, $"{defect.GetType().Name}: {defect.Message}");
        }
        Supersede(shopper, workflow, transition, input);
        return Take(shopper, transition, input, isNew: true);
    }

    // A timer that fires before an event of its batch starts a run that the event still comes to.
    long SequenceOf(RunInput input) => input switch
    {
        EventInput arrived => arrived.Logged.Sequence,
        _ => _before,
    };
}
