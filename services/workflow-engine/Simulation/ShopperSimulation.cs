using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.Segments;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Timers;
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
        _sequence = logged.Sequence;
        var record = new MembershipRecord { Event = logged };
        if (ProfileFold.IsFolded(logged))
        {
            var marks = ProfileFold.Apply(_profile, logged);
            (record.NoEffect, record.BeforeOrder) = (marks.HasFlag(FoldMarks.NoEffect), marks.HasFlag(FoldMarks.BeforeOrder));
            Evaluate(record, now);
        }
        if (now >= _plan.StartTime)
            Decide(record, now);
    }

    void Elapse(DateTimeOffset now)
    {
        var record = new MembershipRecord
        {
            Event = new LoggedEvent
            {
                Partition = _history.Partition,
                Sequence = _sequence,
                ShopId = _plan.ShopId,
                LogTime = now.ToTimestamp(),
                Control = new ControlRecord { WindowsDue = new() { DueTime = now.ToTimestamp() } },
            },
        };
        record.Changes.Add(_plan.Segments.Elapse(_segments, _profile.Profile, now, _plan.ShopId));
        _trace.Move(record.Changes, now);
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
        if (EventMeaning.Of(record, _owned, _plan.Registry, s_none) is { } arrived)
        {
            _shopper.FiresTimers = false;
            _shopper.Events.Add(arrived);
            Continue(now);
        }
        if (record.Event.Event is not null && EventNames.Of(record.Event.Event) is { Length: > 0 } name && _plan.Registry.MayTrigger(_plan.ShopId, name))
            Explain(record, name, now, [.. _decisions.Decided.Skip(first).Where(row => row.IsNew).Select(row => row.Transition.Run.Workflow)]);
    }

    void Continue(DateTimeOffset now)
    {
        (_shopper.After, _shopper.Watermark, _shopper.HandledCount) = (_sequence, now, 0);
        _shopper.Reading = new Reading(Profile, IsComplete: true);
        if (!_decisions.Continue(_shopper))
            throw new InvalidOperationException("The profile is there, and still no decision.");
        for (; _takenCount < _decisions.Decided.Count; _takenCount++)
        {
            var transition = _decisions.Decided[_takenCount].Transition;
            _trace.Take(transition);
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
                    if (_plan.SettlesMessages)
                        Derive(Settled(message, now), now);
                    break;
                default:
                    throw new InvalidOperationException($"{effect.GetType().Name} is not simulated.");
            }
        }
    }

    void Derive(LoggedEvent derived, DateTimeOffset now)
    {
        // It shares the place of its cause, beyond which the profile is already.
        ProfileFold.ApplyLate(_profile, derived);
        var record = new MembershipRecord { Event = derived };
        Evaluate(record, now);
        Take(record, now);
    }

    void Evaluate(MembershipRecord record, DateTimeOffset now)
    {
        if (_plan.Segments.IsEmpty)
            return;
        record.Changes.Add(_plan.Segments.Apply(_segments, _profile.Profile, record.Event));
        _trace.Move(record.Changes, now);
    }

    LoggedEvent Settled(DispatchRecord message, DateTimeOffset now)
    {
        var (outcome, reason) = SimulatedDelivery.Deliver(message, Profile);
        return new LoggedEvent
        {
            Partition = _history.Partition,
            Sequence = _sequence,
            ShopId = _plan.ShopId,
            ShopperId = message.ShopperId,
            LogTime = now.ToTimestamp(),
            Depth = message.Depth + 1,
            Event = new Event
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
            },
        };
    }

    void Explain(MembershipRecord record, string name, DateTimeOffset now, HashSet<WorkflowVersion> entered)
    {
        var logged = record.Event;
        var input = new EventInput(
            logged, name, EventNames.ActionOf(logged.Event), now,
            new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence }, new Reading(Profile, IsComplete: true))
        {
            IsPassive = record.NoEffect,
            IsBeforeOrder = record.BeforeOrder,
        };
        foreach (var (version, workflow) in _plan.Registry.TriggeredBy(_plan.ShopId, name, logged.Partition, logged.Sequence))
        {
            if (entered.Contains(version))
                continue;
            var key = workflow.KeyOf(name, input.Action);
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
