using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Telemetry;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>
/// Takes the shoppers of a batch through what arrived for them. Everything is in memory; a shopper who turns out to
/// need the profile is left where it stands and taken further once it is there.
/// </summary>
sealed partial class BatchDecisions(
    RegistrySnapshot registry, Dictionary<EntryKey, LastRun> lastRuns, ILogger logger)
{
    // What the input at hand came to so far.
    readonly List<(Transition Transition, bool IsNew)> _decided = [];

    // Why the last one that might have begun a run began none.
    string _refusal = "";

    /// <summary>When runs of workflows that limit them began, as far back as their windows reach.</summary>
    public RecentEntries RecentEntries { get; init; } = new();

    /// <summary>All that was decided, in order, and whether it began the run.</summary>
    public List<(Transition Transition, bool IsNew)> Decided { get; } = [];

    /// <summary>Goes on with a shopper.</summary>
    /// <returns>Whether all is decided; else the profile is needed.</returns>
    public bool Continue(ShopperBatch shopper)
    {
        for (; shopper.HandledCount < shopper.Events.Count; shopper.HandledCount++)
        {
            var arrived = shopper.Events[shopper.HandledCount];
            // What was due before an event was logged comes before it, however late both are handled.
            if (!FireTimers(shopper, arrived.Now) || !Handle(shopper, arrived with { Reading = shopper.Reading }))
                return false;
        }
        return (!shopper.FiresTimers || FireTimers(shopper, shopper.Watermark)) && DecideEntries(shopper);
    }

    bool FireTimers(ShopperBatch shopper, DateTimeOffset before)
    {
        while (true)
        {
            var (run, start) = (shopper.NextDue(before), shopper.Starts.NextDue(before));
            if (run is null && start is null)
                return true;
            Begin(shopper);
            // A profile as of an event may lack what came after it; a timer needs everything.
            var reading = shopper.Reading is { IsComplete: true } ? shopper.Reading : null;
            var input = Knowing(
                shopper, new TimerInput(before, new LogPosition { Partition = shopper.Partition, Sequence = shopper.After }, reading));
            var isDecided = run is not null && (start is null || run.Damage is not null || run.DueTime <= start.DueTime)
                ? Decide(shopper, run, input)
                : Reach(shopper, start!, input);
            if (!isDecided)
                return false;
            Apply(shopper);
        }
    }

    bool Handle(ShopperBatch shopper, EventInput told)
    {
        Begin(shopper);
        var arrived = Knowing(shopper, told);
        if (arrived.Action is RunCommand command && !Obey(shopper, command, arrived))
            return false;
        foreach (var run in arrived.IsEvent ? shopper.OpenRuns : [])
        {
            // A run that this very event started may have taken its place.
            if (_decided.Exists(decision => decision.Transition.Run.RunId == run.RunId))
                continue;
            if (!Decide(shopper, run, arrived))
                return false;
        }
        var ended = _decided.Where(decision => !decision.Transition.Run.IsOpen).Select(decision => decision.Transition.Run.RunId).ToHashSet();
        foreach (var (version, workflow) in registry.TriggeredBy(
            shopper.ShopId, arrived.Name, shopper.Partition, arrived.Logged.Sequence))
        {
            if (!Enter(shopper, version, workflow, arrived, ended))
                return false;
        }
        if (arrived.Name == EventNames.ShopperIdentified && !LookAtDates(shopper, arrived))
            return false;
        Apply(shopper);
        return true;
    }

    /// <summary>Does what is asked of one run.</summary>
    bool Obey(ShopperBatch shopper, RunCommand command, EventInput arrived)
    {
        if (RunCommands.RunOf(command) is not { } runId || !shopper.Runs.TryGetValue(runId, out var run))
            return true;
        // One at a time for each key: what failed does not go on beside another one.
        return (!run.IsOpen && shopper.OpenRuns.Any(open => EntryKey.Of(open) == EntryKey.Of(run))) || Decide(shopper, run, arrived);
    }

    /// <summary>What an input makes of one run. A defect in it ends this run and stops nobody else.</summary>
    bool Decide(ShopperBatch shopper, ShopperRun run, RunInput input)
    {
        var workflow = registry.Find(run.Workflow);
        Transition? transition;
        var asked = _started.Count;
        try
        {
            if (run.Damage is { } damage)
                throw new InvalidDataException($"The row of run {run.RunId} is damaged: {damage}.");
            transition = workflow is not null
                ? RunMachine.Handle(workflow, run, input)
                : RunMachine.Fail(null, run, input, RunReasons.DefinitionInvalid, "This build cannot compile the run's version.");
            RequireProfile(shopper, transition);
        }
        catch (Exception defect)
        {
            _started.RemoveRange(asked, _started.Count - asked);
            WorkflowEngineLog.RunFailed(logger, defect, run.RunId, run.Workflow.WorkflowId, run.Workflow.Version);
            transition = RunMachine.Fail(workflow, run, input, RunReasons.Internal, $"{defect.GetType().Name}: {defect.Message}");
        }
        return Take(shopper, transition, input, isNew: false);
    }

    bool Enter(ShopperBatch shopper, WorkflowVersion version, CompiledWorkflow workflow, EventInput arrived, HashSet<Guid> ended)
    {
        var key = workflow.KeyOf(arrived.Name, arrived.Action);
        _refusal = RefusalOf(shopper, version, workflow, arrived, key, ended);
        if (_refusal.Length > 0)
            return true;
        Transition? transition;
        var asked = _started.Count;
        try
        {
            transition = RunMachine.Enter(version, workflow, arrived);
            RequireProfile(shopper, transition);
        }
        catch (Exception defect)
        {
            _started.RemoveRange(asked, _started.Count - asked);
            var run = RunMachine.Begin(version, key, arrived);
            WorkflowEngineLog.RunFailed(logger, defect, run.RunId, run.Workflow.WorkflowId, run.Workflow.Version);
            transition = RunMachine.Fail(workflow, run, arrived, RunReasons.Internal, $"{defect.GetType().Name}: {defect.Message}");
        }
        if (transition is null)
            _refusal = RunReasons.FilterFalse;
        Supersede(shopper, workflow, transition, arrived);
        return Take(shopper, transition, arrived, isNew: true);
    }

    /// <summary>Why a key may not come in, whatever the trigger says; empty: it may.</summary>
    string RefusalOf(
        ShopperBatch shopper, WorkflowVersion version, CompiledWorkflow workflow, EventInput arrived, string key, HashSet<Guid> ended)
    {
        // What time alone brings has no place in the log to be compared with that of the pause.
        if (arrived.IsTimed
            ? shopper.Paused.Contains(version.WorkflowId)
            : registry.IsPausedAt(version.ShopId, version.WorkflowId, shopper.Partition, arrived.Logged.Sequence))
            return RunReasons.WorkflowPaused;
        if (shopper.OpenRuns.Any(run => run.Workflow.WorkflowId == version.WorkflowId && run.Key == key && !ended.Contains(run.RunId))
            || IsStarted(version.WorkflowId, key))
            return RunReasons.RunOpen;
        if (workflow.Reentry.LooksBack
            && LastRunOf(new EntryKey(version.ShopId, shopper.ShopperId, version.WorkflowId, key)) is { } last
            && !workflow.Reentry.Admits(last, arrived.Now))
            return RunReasons.KeptOut;
        return IsFull(shopper, version.WorkflowId, workflow, arrived.Now) ? RunReasons.KeptOut : "";
    }

    /// <summary>Whether as many runs as may have begun lately, those of this very input among them.</summary>
    bool IsFull(ShopperBatch shopper, string workflowId, CompiledWorkflow workflow, DateTimeOffset now)
    {
        if (workflow.Limit is not { } limit)
            return false;
        var here = _started.Count(start => start.WorkflowId == workflowId)
            + _decided.Count(decision => decision.IsNew && decision.Transition.Run.Workflow.WorkflowId == workflowId
                && !IsStarted(workflowId, decision.Transition.Run.Key));
        return !limit.Admits([.. RecentEntries.Of(shopper.ShopId, shopper.ShopperId, workflowId), .. Enumerable.Repeat(now, here)], now);
    }

    /// <summary>The newest key takes the place of the others, in the transaction in which it comes in.</summary>
    void Supersede(ShopperBatch shopper, CompiledWorkflow workflow, Transition? entered, RunInput input)
    {
        // One that could not come in takes nobody's place.
        if (!workflow.IsNewestOnly || entered is null || entered == Transition.NeedsProfile || entered.Run.State is RunState.Failed)
            return;
        var newest = entered.Run;
        var others = shopper.OpenRuns.Concat(_decided.Where(decision => decision.IsNew).Select(decision => decision.Transition.Run))
            .Where(run => run.Workflow.WorkflowId == newest.Workflow.WorkflowId && run.RunId != newest.RunId).ToList();
        foreach (var run in others)
        {
            // What this very input did to it is over as well; its history goes on from there.
            var at = _decided.FindLastIndex(decision => decision.Transition.Run.RunId == run.RunId);
            var current = at < 0 ? run : _decided[at].Transition.Run;
            if (current.IsOpen)
                _decided.Add((RunMachine.Supersede(registry.Find(run.Workflow), current, input), IsNew: false));
        }
    }

    // What this very event ended is not among those before it yet.
    LastRun? LastRunOf(EntryKey key)
    {
        foreach (var (transition, _) in _decided)
        {
            if (!transition.Run.IsOpen && EntryKey.Of(transition.Run) == key)
                return LastRun.Of(transition.Run);
        }
        return lastRuns.TryGetValue(key, out var last) ? last : null;
    }

    // A profile that never comes is a defect of the runs that need it, and not of the others that wait beside them.
    static void RequireProfile(ShopperBatch shopper, Transition? transition)
    {
        if (transition == Transition.NeedsProfile && shopper.Defect is { } defect)
            throw new InvalidOperationException($"The profile of shopper {shopper.ShopperId} cannot be read.", defect);
    }

    void Apply(ShopperBatch shopper)
    {
        foreach (var (transition, isNew) in _decided)
        {
            var run = transition.Run;
            // A timer that is set anew is not set aside any more.
            shopper.Runs[run.RunId] = run.IsHeld ? run with { IsHeld = false } : run;
            foreach (var assign in transition.Effects.OfType<Effect.Assign>())
                shopper.Assigned[(run.Workflow.WorkflowId, assign.StepId)] = assign.Way;
            if (isNew || !run.IsOpen)
                lastRuns[EntryKey.Of(run)] = LastRun.Of(run);
            if (isNew)
                RecentEntries.Add(run);
        }
        Decided.AddRange(_decided);
        _decided.Clear();
    }
}
