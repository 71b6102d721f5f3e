using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>Takes down what happens to a shopper.</summary>
sealed class SimulationTrace
{
    // A workflow that goes round a short wait for months; nobody reads so much.
    const int MaxEntries = 100_000;

    readonly Dictionary<Guid, SimulatedRun> _byId = [];
    readonly List<SimulatedRun> _runs = [];
    readonly List<EntryRefusal> _refusals = [];
    readonly List<MembershipTrace> _memberships = [];
    int _entryCount;

    public void Take(Transition transition)
    {
        if (!_byId.TryGetValue(transition.Run.RunId, out var run))
            _runs.Add(_byId[transition.Run.RunId] = run = new SimulatedRun(transition.Run));
        run.Run = transition.Run;
        run.History.AddRange(transition.Entries);
        if ((_entryCount += transition.Entries.Count) > MaxEntries)
        {
            throw Fault.Invalid(
                "history", $"makes over {MaxEntries:N0} decisions for one shopper; set an earlier end_time, or let the workflow go round less often.");
        }
        foreach (var entry in transition.Entries)
        {
            if (entry.SendSettled is { } settled && run.Messages.Find(message => message.MessageId == settled.MessageId) is { } message)
                (message.Outcome, message.Reason, message.SettleTime) = (settled.Outcome, settled.Reason, entry.DecideTime);
        }
    }

    public void Ask(DispatchRecord message) => _byId[Guid.Parse(message.RunId)].Messages.Add(new MessageTrace
    {
        MessageId = message.MessageId,
        StepId = message.StepId,
        Visit = message.Visit,
        Channel = message.Channel,
        Purpose = message.Purpose,
        TemplateId = message.TemplateId,
        Content = message.Content,
        DecideTime = message.DecideTime,
    });

    public void Move(IEnumerable<MembershipChange> changes, DateTimeOffset now) => _memberships.AddRange(changes.Select(change => new MembershipTrace
    {
        SegmentId = change.SegmentId,
        MoveTime = now.ToTimestamp(),
        Entered = change.Movement is Movement.Entered,
    }));

    public void Refuse(EntryRefusal refusal) => _refusals.Add(refusal);

    public SimulatedShopper Finish(string shopper, int eventCount) => new(shopper, eventCount, _runs, _refusals, _memberships);
}
