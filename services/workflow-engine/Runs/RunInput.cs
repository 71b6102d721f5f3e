using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Google.Protobuf;

namespace Automation.WorkflowEngine.Runs;

/// <summary>What a run is told, with everything that it may read. The profile is null until somebody needed it.</summary>
/// <param name="Now">Log time of an event; for a timer an instant that the log is complete up to.</param>
/// <param name="Position">Everything of the shopper up to it is known.</param>
/// <param name="Reading">The profile as of that position or later.</param>
abstract record RunInput(DateTimeOffset Now, LogPosition Position, Reading? Reading)
{
    /// <summary>What the shopper was assigned before, by workflow and step.</summary>
    public IReadOnlyDictionary<(string WorkflowId, string StepId), string> Assigned { get; init; } =
        FrozenDictionary<(string WorkflowId, string StepId), string>.Empty;

    /// <summary>Whether steps may start runs.</summary>
    public StartQuestion Starts { get; init; } = StartAnswer.Never;
}

/// <summary>An event of the shopper arrived.</summary>
sealed record EventInput(LoggedEvent Logged, string Name, IMessage Action, DateTimeOffset Now, LogPosition Position, Reading? Reading)
    : RunInput(Now, Position, Reading)
{
    /// <summary>Whether the log says that nobody did anything new here: the cart is as it was, or somebody else acted.</summary>
    public bool IsPassive { get; init; }

    /// <summary>The only workflow that it is for; null: whichever it begins or moves runs of.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>Id of the run that it begins, where that does not follow from its place in the log.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Whether time alone brings it, and no record of the log.</summary>
    public bool IsTimed { get; init; }

    /// <summary>What enters the shopper with others; null: nothing does.</summary>
    public Guid? EnrollmentId { get; init; }

    /// <summary>Whether it is an event of the log, and not what only begins a run or is asked of one.</summary>
    public bool IsEvent => Logged.Event.ActionCase is not Event.ActionOneofCase.None;

    /// <summary>Whether it is about a cart and happened before an order that came first: in order, that order would have ended its run.</summary>
    public bool IsBeforeOrder { get; init; }

    /// <summary>Whether it may begin a run, or a wait anew. What may not still ends runs.</summary>
    public bool IsActivityFor(CompiledWorkflow workflow) => !IsPassive && !Logged.Event.History && Now - OccurTime <= workflow.MaxAge;

    /// <summary>When it happened, as its sender says.</summary>
    public DateTimeOffset OccurTime => Logged.Event.OccurTime?.ToDateTimeOffset() ?? Now;
}

/// <summary>The run's wait is over.</summary>
sealed record TimerInput(DateTimeOffset Now, LogPosition Position, Reading? Reading) : RunInput(Now, Position, Reading);

/// <summary>A profile that was asked for; null when the shopper has none.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="IsComplete">Whether it includes everything up to the batch's position, not only up to an event.</param>
/// <param name="ShopZone">The shop's time zone as the shop says it; empty where no workflow of the shop asks for it.</param>
sealed record Reading(Profile? Profile, bool IsComplete, string ShopZone = "");
