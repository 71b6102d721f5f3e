namespace Automation.EventLog.Following;

/// <summary>What a follower's turn consists of, as tag <c>automation.follower.step</c> names it. What a handler does not name is <c>handle</c> and <c>hand_on</c>.</summary>
public static class BatchSteps
{
    /// <summary>A connection from the pool, and the beginning of the transaction.</summary>
    public const string Open = "open";

    /// <summary>The locks of the position rows.</summary>
    public const string Fence = "fence";

    /// <summary>Reading what the records change.</summary>
    public const string Load = "load";

    /// <summary>Deciding in memory.</summary>
    public const string Fold = "fold";

    /// <summary>Asking another service in between.</summary>
    public const string Ask = "ask";

    /// <summary>Writing what was decided.</summary>
    public const string Write = "write";

    /// <summary>Positions, parked records, and the commit.</summary>
    public const string Commit = "commit";

    /// <summary>Copies into the cache.</summary>
    public const string Cache = "cache";

    /// <summary>Handing on to the bus, which only gathers.</summary>
    public const string Publish = "publish";

    internal const string Handle = "handle";
    internal const string HandOn = "hand_on";
}
