using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.EventLog.Following;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Intake;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Timers;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.WorkflowEngine.Tests;

/// <summary>
/// One shopper's life, told event by event, decided by the engine's own code, with nothing between it and the
/// test: no database, no clock. Times are minutes after <see cref="A.Start"/>.
/// </summary>
sealed class Story
{
    const string Shop = "corner-shop";

    readonly Guid _shopperId;
    readonly RegistrySnapshot _registry;
    Dictionary<EntryKey, LastRun> _lastRuns = [];
    readonly ProfileState _state = new();
    long _sequence;

    public Story(WorkflowDefinition definition)
        : this(("cart-recovery", Compiled(definition)))
    {
    }

    public Story(params (string WorkflowId, CompiledWorkflow Workflow)[] workflows)
        : this(Guid.Parse("0193a000-0000-7000-8000-000000000001"), workflows)
    {
    }

    public Story(Guid shopperId, params (string WorkflowId, CompiledWorkflow Workflow)[] workflows)
    {
        _shopperId = shopperId;
        _state.Profile = new Profile { ShopperId = _shopperId.ToString() };
        _registry = new RegistrySnapshot(
            1,
            workflows.Select(row => new ActivationTimeline(Shop, row.WorkflowId, [new Activation(1, new long[Partitions.Count])])).ToList(),
            workflows.ToFrozenDictionary(row => new WorkflowVersion(Shop, row.WorkflowId, 1), row => row.Workflow));
    }

    /// <summary>The definitions that it is told to.</summary>
    public RegistrySnapshot Registry => _registry;

    int Partition => Partitions.Of(Shop, _shopperId.ToString());

    /// <summary>All runs, by their entry.</summary>
    public Dictionary<Guid, ShopperRun> Runs { get; } = [];

    public List<DispatchRecord> Dispatches { get; } = [];

    /// <summary>Events that steps let out, which nobody folds unless a test tells them.</summary>
    public List<DerivedEvent> Emitted { get; } = [];

    /// <summary>What the shopper is assigned, by workflow and step.</summary>
    public Dictionary<(string WorkflowId, string StepId), string> Assigned { get; private set; } = [];

    /// <summary>What the shop says where it is.</summary>
    public string ShopZone { get; init; } = "Europe/London";

    /// <summary>Of all events.</summary>
    public int Depth { get; init; }

    /// <summary>Where runs are between two batches; null: in memory.</summary>
    public StoryKeeper? Keeper { get; init; }

    /// <summary>What waits for dates.</summary>
    public Dictionary<Guid, PendingStart> Starts { get; } = [];

    public Dictionary<Guid, List<RunEntry>> Histories { get; } = [];

    public ShopperRun Run => Assert.Single(Runs.Values);

    /// <summary>As segmentation has it after all that was told.</summary>
    public Profile Profile => _state.Profile;

    public static CompiledWorkflow Compiled(WorkflowDefinition definition)
    {
        var (workflow, violations) = DefinitionCompiler.Compile(definition);
        Assert.Empty(violations);
        return workflow!;
    }

    /// <summary>Events of one moment, in this order, handled at once.</summary>
    public Story At(double minutes, params Event[] events) => Handle(events.Select(@event => (minutes, @event)), until: minutes);

    /// <summary>An event that, segmentation says, left the cart as it was.</summary>
    public Story Unchanged(double minutes, Event @event) =>
        Handle([(minutes, new MembershipRecord { Event = new LoggedEvent { Event = @event.Clone() }, NoEffect = true })], until: minutes);

    /// <summary>Somebody else bought what is in a cart of this shopper.</summary>
    public Story Elsewhere(double minutes, OrderCompleted order)
    {
        var elsewhere = new OrderElsewhere { Order = order, ShopperId = Guid.NewGuid().ToString(), OccurTime = Time(minutes).ToTimestamp() };
        var logged = new LoggedEvent { Control = new ControlRecord { OrderElsewhere = elsewhere } };
        return Handle([(minutes, new MembershipRecord { Event = logged })], until: minutes);
    }

    /// <summary>An event that, segmentation says, moved the shopper, or time that did where there is none.</summary>
    public Story Moved(double minutes, string segmentId, Movement movement, Event? @event = null, Guid? shopperId = null)
    {
        var change = new MembershipChange
        {
            ShopId = Shop, ShopperId = (shopperId ?? _shopperId).ToString(), SegmentId = segmentId, Version = 1, Movement = movement,
        };
        var segments = _state.Profile.SegmentIds;
        if (movement is Movement.Entered)
            segments.Add(segmentId);
        else
            segments.Remove(segmentId);
        var logged = @event is not null ? new LoggedEvent { Event = @event.Clone() } : new LoggedEvent { Control = new ControlRecord { WindowsDue = new WindowsDue() } };
        return Handle([(minutes, new MembershipRecord { Event = logged, Changes = { change } })], until: minutes);
    }

    /// <summary>Somebody asks for something by RunService.</summary>
    public Story Asked(double minutes, RunCommand command)
    {
        command.ShopperId = _shopperId.ToString();
        return Handle([(minutes, new MembershipRecord { Event = new LoggedEvent { Control = new ControlRecord { RunCommand = command } } })], until: minutes);
    }

    /// <summary>Nothing more was logged up to and including this moment.</summary>
    public Story Until(double minutes) => Handle(Array.Empty<(double, Event)>(), until: minutes + 0.001);

    /// <summary>Several events handled in one batch, as after the engine was away.</summary>
    public Story Handle(IEnumerable<(double Minutes, Event Event)> events, double until) => Handle(
        events.Select(row => (row.Minutes, new MembershipRecord { Event = new LoggedEvent { Event = row.Event.Clone() } })).ToList(), until);

    Story Handle(List<(double Minutes, MembershipRecord Record)> records, double until)
    {
        var isRetried = records.Any(row => row.Record.Event.Control?.RunCommand?.Retry is not null);
        var known = Runs.Values.Where(run => run.IsOpen || isRetried).ToList();
        var owned = new OwnedRuns(known.Count > 0 ? [(Shop, _shopperId)] : [], new TimerWindow(1));
        var batch = new Dictionary<(string, Guid), ShopperBatch>();
        if (Starts.Values.Any(start => start.DueTime < Time(until)))
            batch[(Shop, _shopperId)] = null!;
        var events = new List<EventInput>();
        foreach (var (minutes, record) in records)
        {
            var logged = record.Event;
            (logged.Partition, logged.Sequence, logged.LogTime) = (Partition, ++_sequence, Time(minutes).ToTimestamp());
            (logged.ShopId, logged.Depth) = (Shop, Depth);
            logged.ShopperId = logged.Control?.OrderElsewhere is null && logged.Event is null ? "" : _shopperId.ToString();
            if (logged.Event is not null)
                logged.Event.EventId = $"event-{_sequence}";
            var marks = logged.ShopperId.Length > 0 ? ProfileFold.Apply(_state, logged) : default;
            record.NoEffect |= marks.HasFlag(FoldMarks.NoEffect);
            record.BeforeOrder = marks.HasFlag(FoldMarks.BeforeOrder);
            var own = EventMeaning.Of(record, owned, _registry, batch) ?? CommandMeaning.Of(record);
            foreach (var arrived in (own is null ? [] : new[] { own }).Concat(SegmentStart.Of(record, _registry)))
            {
                events.Add(arrived);
                batch[(Shop, _shopperId)] = null!;
            }
        }
        var (decided, starts) = Decide(known, events, until);
        if (Keeper is not null)
        {
            // Killed before the commit: nothing of it is there, and the same batch comes again.
            Keeper.Save(decided, isCommitted: false);
            var (again, _) = Decide(known, events, until);
            Assert.Equal(decided.Select(row => row.Transition.Run), again.Select(row => row.Transition.Run));
            Assert.Equal(decided.SelectMany(row => row.Transition.Entries), again.SelectMany(row => row.Transition.Entries));
            Assert.Equal(decided.SelectMany(row => row.Transition.Effects), again.SelectMany(row => row.Transition.Effects));
            Keeper.Save(again, isCommitted: true);
            decided = again;
        }
        foreach (var (transition, _) in decided)
            Take(transition);
        foreach (var (startId, start) in starts)
        {
            Starts.Remove(startId);
            if (start is not null)
                Starts[startId] = start;
        }
        return this;
    }

    (List<(Transition Transition, bool IsNew)> Decided, IReadOnlyDictionary<Guid, PendingStart?> Starts) Decide(
        IEnumerable<ShopperRun> known, List<EventInput> events, double until)
    {
        var shopper = new ShopperBatch(Shop, _shopperId, Partition) { After = _sequence, Watermark = Time(until), FiresTimers = true };
        shopper.Events.AddRange(events);
        if (Keeper is not null)
            (known, _lastRuns, Assigned) = Keeper.Load(Shop, _shopperId);
        foreach (var run in known)
            shopper.Runs[run.RunId] = run;
        foreach (var start in Starts.Values)
            shopper.Starts.Know(start);
        foreach (var (step, way) in Assigned)
            shopper.Assigned[step] = way;
        var entered = new RecentEntries();
        foreach (var run in Runs.Values)
            entered.Add(run);
        var decisions = new BatchDecisions(_registry, _lastRuns, NullLogger.Instance) { RecentEntries = entered };
        if (!decisions.Continue(shopper))
        {
            shopper.Reading = new Reading(_state.Profile.Clone(), IsComplete: true, ShopZone);
            Assert.True(decisions.Continue(shopper), "the profile is there, and still no decision");
        }
        return (decisions.Decided, shopper.Starts.Changes);
    }

    public static DateTimeOffset Time(double minutes) => A.Start + TimeSpan.FromMicroseconds(Math.Round(minutes * 60_000_000));

    void Take(Transition transition)
    {
        var run = transition.Run;
        Runs[run.RunId] = run;
        if (!Histories.TryGetValue(run.RunId, out var history))
            Histories[run.RunId] = history = [];
        history.AddRange(transition.Entries);
        Dispatches.AddRange(transition.Effects.OfType<Effect.Send>().Select(send => send.Message));
        Emitted.AddRange(transition.Effects.OfType<Effect.Emit>().Select(emit => emit.Event));
        foreach (var assign in transition.Effects.OfType<Effect.Assign>())
            Assigned[(run.Workflow.WorkflowId, assign.StepId)] = assign.Way;
        Assert.Equal(Enumerable.Range(1, run.EntryCount), history.Select(entry => entry.Number));
    }
}
