using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Runs;

/// <summary>A transition while it is being decided.</summary>
sealed class TransitionDraft(CompiledWorkflow? workflow, ShopperRun run, RunInput input)
{
    readonly List<RunEntry> _entries = [];
    readonly List<Effect> _effects = [];
    Dictionary<string, string>? _assigned;
    bool _isProfileRead;
    bool _isShopZoneRead;

    /// <summary>Only a run that fails for want of its definition has none, and it ends without looking.</summary>
    public CompiledWorkflow Workflow => workflow!;

    public RunInput Input => input;

    public ShopperRun Run { get; set; } = run;

    /// <summary>Whether what was looked at goes into the history; not when looking at it may be what failed.</summary>
    public bool KeepsInputs { get; init; } = true;

    /// <summary>The step it is at; empty behind the last one.</summary>
    public string StepId => workflow is not null && Run.Step >= 0 && Run.Step < workflow.Steps.Count ? workflow.Steps[Run.Step].StepId : "";

    /// <summary>What the profile said goes into the history.</summary>
    public void ReadProfile() => _isProfileRead = true;

    /// <summary>What the shop said goes into the history.</summary>
    public void ReadShopZone() => _isShopZoneRead = true;

    /// <summary>What the shopper is assigned at a step; null: nothing yet.</summary>
    public string? WayOf(string stepId) => _assigned?.TryGetValue(stepId, out var now) is true
        ? now
        : input.Assigned.GetValueOrDefault((Run.Workflow.WorkflowId, stepId));

    /// <summary>Assigns it, for good.</summary>
    public void Assign(string stepId, string way)
    {
        (_assigned ??= [])[stepId] = way;
        Want(new Effect.Assign(stepId, way));
    }

    public void Write(RunEntry entry)
    {
        Run = Run with { EntryCount = Run.EntryCount + 1 };
        entry.Number = Run.EntryCount;
        entry.DecideTime = input.Now.ToTimestamp();
        entry.Position = input.Position;
        _entries.Add(entry);
    }

    /// <summary>Has something done outside the run when the decision is committed.</summary>
    public void Want(Effect effect) => _effects.Add(effect);

    public Transition Finish()
    {
        if (input is EventInput { IsEvent: true } arrived)
        {
            _entries[0].Event = KeepsInputs
                ? DecisionInputs.OfEvent(Workflow, arrived.Name, arrived.Logged.Event, arrived.Action)
                : new() { EventId = arrived.Logged.Event.EventId };
        }
        if (_isProfileRead && KeepsInputs)
            _entries[0].Profile = DecisionInputs.OfProfile(Workflow, Run, input.Reading!.Profile);
        if (_isShopZoneRead && KeepsInputs)
            _entries[0].ShopTimeZone = input.Reading!.ShopZone;
        return new Transition(Run, _entries, _effects);
    }
}
