using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.Segments;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Timers;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>
/// Walks one shopper through a history on a virtual clock: fold, decide, fire timers, as the services do it one after the other, by
/// the same code and without I/O. A function of plan and history.
/// </summary>
sealed class ShopperSimulation
{
    // The earliest instant that the log can be complete up to an instant before: clocks and rows know microseconds.
    static readonly TimeSpan s_justAfter = TimeSpan.FromMicroseconds(1);

    // Above the longest wait of a step.
    static readonly TimeSpan s_longestRest = TimeSpan.FromDays(400);

    static readonly Dictionary<(string, Guid), ShopperBatch> s_none = [];

    readonly SimulationPlan _plan;
    readonly ShopperHistory _history;
    readonly ProfileState _profile = new();
    readonly SegmentState _segments = new();
    readonly SimulationTrace _trace = new();
    readonly OwnedRuns _owned = new([], new TimerWindow(int.MaxValue - 1));
    readonly BatchDecisions _decisions;

    // What the engine reads of a shopper for each batch stays in this one.
    readonly ShopperBatch _shopper;
    readonly Queue<Effect> _wanted = new();
    long _sequence;
    int _takenCount;

    ShopperSimulation(SimulationPlan plan, ShopperHistory history)
    {
        (_plan, _history) = (plan, history);
        _decisions = new BatchDecisions(plan.Registry, [], NullLogger.Instance);
        _shopper = new ShopperBatch(plan.ShopId, history.ShopperId, history.Partition);
    }

    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static SimulatedShopper Run(SimulationPlan plan, ShopperHistory history, CancellationToken cancellationToken) =>
        new ShopperSimulation(plan, history).Run(cancellationToken);

    Profile? Profile => _profile.Profile;

    SimulatedShopper Run(CancellationToken cancellationToken)
    {
        var count = 0;
        var last = DateTimeOffset.MinValue;
        foreach (var logged in _history.Records)
        {
            last = logged.LogTime.ToDateTimeOffset();
            if (last > _plan.EndTime)
                break;
            PassTime(last, cancellationToken);
            Handle(logged, last);
            count++;
        }
        PassTime(_plan.EndTime is { } end ? end + s_justAfter : last + s_longestRest, cancellationToken);
        return _trace.Finish(_history.Shopper, count);
    }

    /// <summary>Everything that is due before an instant, in order.</summary>
    void PassTime(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var timer = _owned.Timers.Earliest ?? DateTimeOffset.MaxValue;
            var window = _segments.DueTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue;
            // That a window has run out is a record of the log, which goes before what is due at its time.
            if (window <= timer && window < limit)
                Elapse(window);
            else if (timer < limit)
                Fire(timer + s_justAfter < limit ? timer + s_justAfter : limit);
            else
                return;
        }
    }

    void Handle(LoggedEvent logged, DateTimeOffset now)
    {
        // Its place may be taken by an event that is simulated.
        if (logged.Sequence <= _sequence)
            logged = new LoggedEvent(logged) { Sequence = _sequence + 1 };
        Fold(logged, now, out var record);
        if (now >= _plan.StartTime)
            Decide(record, now);
    }

    void Fold(LoggedEvent logged, DateTimeOffset now, out MembershipRecord record)
    {
        record = new MembershipRecord { Event = logged };
        var isLate = logged.Sequence == _sequence;
        _sequence = logged.Sequence;
        if (!ProfileFold.IsFolded(logged))
            return;
        if (isLate)
        {
            ProfileFold.ApplyLate(_profile, logged);
        }
        else
        {
            var marks = ProfileFold.Apply(_profile, logged);
            (record.NoEffect, record.BeforeOrder) = (marks.HasFlag(FoldMarks.NoEffect), marks.HasFlag(FoldMarks.BeforeOrder));
        }
        Evaluate(record, now);
    }

    void Elapse(DateTimeOffset now)
    {
        var record = new MembershipRecord
        {
            Event = new LoggedEvent
            {
                Partition = _history.Partition,
                Sequence = ++_sequence,
                ShopId = _plan.ShopId,
                LogTime = now.ToTimestamp(),
                Control = new ControlRecord { WindowsDue = new() { DueTime = now.ToTimestamp() } },
            },
        };
        Move(record, _plan.Segments.Elapse(_segments, _profile.Profile, now, _plan.ShopId), now);
        if (_segments.DueTime?.ToDateTimeOffset() <= now)
            throw new InvalidOperationException($"A time window that ran out at {now:O} is still due.");
        if (now >= _plan.StartTime)
            Decide(record, now);
    }

    void Fire(DateTimeOffset instant)
    {
        var due = _owned.Timers.Earliest;
        _shopper.FiresTimers = true;
        Continue(instant);
        if (_owned.Timers.Earliest == due)
            throw new InvalidOperationException($"A timer that was due at {due:O} has not fired.");
        CarryOut(instant);
    }

    void Decide(MembershipRecord record, DateTimeOffset now)
    {
        Take(record, now);
        CarryOut(now);
    }

    void Take(MembershipRecord record, DateTimeOffset now)
    {
        var first = _decisions.Decided.Count;
        var moves = SegmentStart.Of(record, _plan.Registry).ToList();
        if (EventMeaning.Of(record, _owned, _plan.Registry, s_none) is { } arrived)
            _shopper.Events.Add(arrived);
        _shopper.Events.AddRange(moves);
        if (_shopper.Events.Count > 0)
        {
            _shopper.FiresTimers = false;
            Continue(now);
        }
        var entered = _decisions.Decided.Skip(first).Where(row => row.IsNew).Select(row => row.Transition.Run.Workflow).ToHashSet();
        if (InputOf(record, now) is { } told)
            Explain(told, entered);
        foreach (var move in moves)
            Explain(move with { Reading = _shopper.Reading }, entered);
    }

    /// <summary>The event itself, whether or not it means something; null where no workflow begins with such events.</summary>
    EventInput? InputOf(MembershipRecord record, DateTimeOffset now)
    {
        var logged = record.Event;
        if (logged.Event is null || EventNames.Of(logged.Event) is not { Length: > 0 } name || !_plan.Registry.MayTrigger(_plan.ShopId, name))
            return null;
        return new EventInput(
            logged, name, EventNames.ActionOf(logged.Event), now,
            new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence }, new Reading(Profile, IsComplete: true))
        {
            IsPassive = record.NoEffect,
            IsBeforeOrder = record.BeforeOrder,
        };
    }

    void Continue(DateTimeOffset now)
    {
        (_shopper.After, _shopper.Watermark, _shopper.HandledCount) = (_sequence, now, 0);
        _shopper.Reading = new Reading(Profile, IsComplete: true, _plan.ShopZone);
        if (!_decisions.Continue(_shopper))
            throw new InvalidOperationException("The profile is there, and still no decision.");
        for (; _takenCount < _decisions.Decided.Count; _takenCount++)
        {
            var transition = _decisions.Decided[_takenCount].Transition;
            _trace.Take(transition);
            _plan.Count(transition.Entries.Count);
            foreach (var effect in transition.Effects)
                _wanted.Enqueue(effect);
        }
        _owned.Apply(_shopper);
        _shopper.Events.Clear();
        foreach (var ended in _shopper.Runs.Values.Where(run => !run.IsOpen).ToList())
            _shopper.Runs.Remove(ended.RunId);
    }

    /// <summary>What is wanted outside of runs comes back as events, where the clock stands.</summary>
    void CarryOut(DateTimeOffset now)
    {
        while (_wanted.TryDequeue(out var effect))
        {
            switch (effect)
            {
                case Effect.Send { Message: var message }:
                    _trace.Ask(message);
                    // It shares the place of its cause, so that workflows leave each other's places alone.
                    Derive(_sequence, message.Depth + 1, Settled(message, now), now);
                    break;
                case Effect.Emit { Event: var derived }:
                    Derive(_sequence + 1, derived.Depth, derived.Event, now);
                    break;
                case Effect.Assign or Effect.Start:
                    // Known to the shopper's batch, and a transition of its own.
                    break;
                default:
                    throw new InvalidOperationException($"{effect.GetType().Name} is not simulated.");
            }
        }
    }

    void Derive(long sequence, int depth, Event @event, DateTimeOffset now)
    {
        if (!_plan.CarriesOutEffects)
            return;
        var logged = new LoggedEvent
        {
            Partition = _history.Partition,
            Sequence = sequence,
            ShopId = _plan.ShopId,
            ShopperId = _history.ShopperId.ToString(),
            LogTime = now.ToTimestamp(),
            Depth = depth,
            Event = @event,
        };
        Fold(logged, now, out var record);
        Take(record, now);
    }

    void Evaluate(MembershipRecord record, DateTimeOffset now)
    {
        if (!_plan.Segments.IsEmpty)
            Move(record, _plan.Segments.Apply(_segments, _profile.Profile, record.Event), now);
    }

    void Move(MembershipRecord record, IReadOnlyList<MembershipChange> changes, DateTimeOffset now)
    {
        if (changes.Count == 0)
            return;
        record.Changes.Add(changes);
        _trace.Move(changes, now);
        var ids = _profile.Profile.SegmentIds;
        foreach (var change in changes)
        {
            if (change.Movement is Movement.Entered)
                ids.Add(change.SegmentId);
            else
                ids.Remove(change.SegmentId);
        }
        var sorted = ids.Order(StringComparer.Ordinal).ToList();
        ids.Clear();
        ids.Add(sorted);
    }

    Event Settled(DispatchRecord message, DateTimeOffset now)
    {
        var (outcome, reason) = SimulatedDelivery.Deliver(message, Profile);
        return new Event
        {
            EventId = $"settled-{message.MessageId}",
            OccurTime = now.ToTimestamp(),
            MessageSettled = new MessageSettled
            {
                MessageId = message.MessageId,
                RunId = message.RunId,
                StepId = message.StepId,
                Outcome = outcome,
                Reason = reason,
                Channel = message.Channel,
            },
        };
    }

    void Explain(EventInput input, HashSet<WorkflowVersion> entered)
    {
        var logged = input.Logged;
        foreach (var (version, workflow) in _plan.Registry.TriggeredBy(_plan.ShopId, input.Name, logged.Partition, logged.Sequence))
        {
            if (entered.Contains(version))
                continue;
            var key = workflow.KeyOf(input.Name, input.Action);
            var isOpen = _shopper.OpenRuns.Any(run => run.Workflow.WorkflowId == version.WorkflowId && run.Key == key);
            var (reason, detail) = EntryExplanation.Explain(workflow, input, isOpen);
            _trace.Refuse(new EntryRefusal
            {
                WorkflowId = version.WorkflowId,
                WorkflowVersion = version.Version,
                EventId = logged.Event.EventId,
                LogTime = logged.LogTime,
                Key = key,
                Reason = reason,
                Detail = detail,
            });
        }
    }
}
