using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>Where one shopper stands in a workflow. Everything that the next decision needs to know of the past.</summary>
sealed record ShopperRun
{
    public required Guid RunId { get; init; }

    public required WorkflowVersion Workflow { get; init; }

    public required Guid ShopperId { get; init; }

    public required int Partition { get; init; }

    public required string Key { get; init; }

    public required DateTimeOffset EnterTime { get; init; }

    /// <summary>Sequence of the event that began it.</summary>
    public required long EnterSequence { get; init; }

    /// <summary>Depth of the event that began it; what comes of the run has this plus 1.</summary>
    public required int Depth { get; init; }

    /// <summary>Context of the event that began it. Empty when not traced.</summary>
    public required string Traceparent { get; init; }

    public required DateTimeOffset ActivityTime { get; init; }

    /// <summary>What the event that began it says its messages are about; null: nothing, or the key says it.</summary>
    public MessageContent? Subject { get; init; }

    public RunState State { get; init; }

    /// <summary>Index of the step it is at; the number of steps once it went through all.</summary>
    public int Step { get; init; }

    /// <summary>How often it has come to each step.</summary>
    public StepVisits Visits { get; init; } = StepVisits.None;

    /// <summary>How often it has come to the step it is at, from 1.</summary>
    public int Visit => Visits.Of(Step);

    /// <summary>When its wait ends; null when it does not wait.</summary>
    public DateTimeOffset? DueTime { get; init; }

    /// <summary>Whether its timer is set aside until its workflow is resumed.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The message whose end it awaits.</summary>
    public Guid? MessageId { get; init; }

    public DateTimeOffset? EndTime { get; init; }

    public string EndReason { get; init; } = "";

    /// <summary>Entries in its history.</summary>
    public int EntryCount { get; init; }

    /// <summary>What is wrong with its row; null: nothing. Such a run fails as soon as anybody looks at it.</summary>
    public string? Damage { get; init; }

    public bool IsOpen => EndTime is null;
}
