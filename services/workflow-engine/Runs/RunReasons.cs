namespace Automation.WorkflowEngine.Runs;

/// <summary>Why runs end and messages are not sent. Documented in README.md and docs/errors.md.</summary>
static class RunReasons
{
    /// <summary>One of the workflow's exit events arrived.</summary>
    public const string ExitEvent = "EXIT_EVENT";

    /// <summary>A newer run of the workflow, with another key, took its place.</summary>
    public const string Superseded = "SUPERSEDED";

    /// <summary>Somebody ended it by RunService.</summary>
    public const string Cancelled = "CANCELLED";

    /// <summary>The send guard did not hold.</summary>
    public const string GuardFalse = "GUARD_FALSE";

    /// <summary>The cart that the message is about is gone, was bought or has nothing in it.</summary>
    public const string CartEmpty = "CART_EMPTY";

    /// <summary>The order that the message is about was called off, or given back as a whole.</summary>
    public const string OrderCancelled = "ORDER_CANCELLED";

    /// <summary>The shopper has bought every product that the message is about.</summary>
    public const string ProductsBought = "PRODUCTS_BOUGHT";

    /// <summary>The run ended after it had asked for the message.</summary>
    public const string RunExited = "RUN_EXITED";

    /// <summary>The message had met its end before.</summary>
    public const string MessageSettled = "MESSAGE_SETTLED";

    /// <summary>No run of this shopper asked for the message.</summary>
    public const string MessageUnknown = "MESSAGE_UNKNOWN";

    /// <summary>The event log is not the one that was folded, so nobody knows what the shopper did; the message waits.</summary>
    public const string LogSetBack = "LOG_SET_BACK";

    /// <summary>This build cannot compile the version that the run began with.</summary>
    public const string DefinitionInvalid = "DEFINITION_INVALID";

    /// <summary>The run came to one step more often than any run may.</summary>
    public const string VisitLimit = "VISIT_LIMIT";

    /// <summary>What the run wanted to cause would be the 17th in a row that an earlier one caused.</summary>
    public const string DepthLimit = "DEPTH_LIMIT";

    /// <summary>The workflow is paused, so it begins nothing, and its messages wait.</summary>
    public const string WorkflowPaused = "WORKFLOW_PAUSED";

    /// <summary>The shop's marketing is stopped; its messages wait.</summary>
    public const string MarketingStopped = "MARKETING_STOPPED";

    /// <summary>The shopper is in a segment that is excluded.</summary>
    public const string SegmentExcluded = "SEGMENT_EXCLUDED";

    /// <summary>The trigger's filter does not hold for the shopper.</summary>
    public const string FilterFalse = "FILTER_FALSE";

    /// <summary>The shopper's profile is gone, or cannot be read.</summary>
    public const string ProfileMissing = "PROFILE_MISSING";

    /// <summary>The time came so long ago that it is not made up for.</summary>
    public const string TooLate = "TOO_LATE";

    /// <summary>The workflow to start is not active.</summary>
    public const string WorkflowInactive = "WORKFLOW_INACTIVE";

    /// <summary>The workflow has a run with the key that goes on.</summary>
    public const string RunOpen = "RUN_OPEN";

    /// <summary>The workflow keeps the key out for now, or for ever.</summary>
    public const string KeptOut = "KEPT_OUT";

    /// <summary>The workflow to start is keyed by something that the run does not know.</summary>
    public const string KeyMissing = "KEY_MISSING";

    /// <summary>A defect: the decision threw.</summary>
    public const string Internal = "INTERNAL";

    /// <summary>Whether the reason that no message is asked for, or that the last check drops it, ends the run.</summary>
    public static bool EndsRun(string reason) => reason is GuardFalse or CartEmpty or OrderCancelled or ProductsBought;
}
