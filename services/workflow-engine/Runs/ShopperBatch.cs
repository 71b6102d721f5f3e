using System.Collections.Frozen;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>One shopper's part of a batch: what arrived, in order, and the runs that it may move.</summary>
sealed class ShopperBatch(string shopId, Guid shopperId, int partition)
{
    public string ShopId { get; } = shopId;

    public Guid ShopperId { get; } = shopperId;

    public int Partition { get; } = partition;

    /// <summary>Position of the partition when the batch is over.</summary>
    public long After { get; set; }

    /// <summary>Timers due before this instant may fire once the events are handled.</summary>
    public DateTimeOffset Watermark { get; set; }

    /// <summary>Whether due timers are to be fired at the end; else they are left to a later batch.</summary>
    public bool FiresTimers { get; set; }

    public List<EventInput> Events { get; } = [];

    /// <summary>How many of the events are handled.</summary>
    public int HandledCount { get; set; }

    /// <summary>Runs by id; those that end stay until the batch is over.</summary>
    public Dictionary<Guid, ShopperRun> Runs { get; } = [];

    /// <summary>What the shopper is assigned, by workflow and step.</summary>
    public Dictionary<(string WorkflowId, string StepId), string> Assigned { get; } = [];

    /// <summary>Ids of timers that are due.</summary>
    public List<Guid> DueTimers { get; } = [];

    /// <summary>Workflows of the shop that are paused: their timers wait.</summary>
    public FrozenSet<string> Paused { get; init; } = [];

    /// <summary>Those who are entered with others, behind the events.</summary>
    public List<PendingEntry> Entries { get; } = [];

    /// <summary>How many of them are decided.</summary>
    public int DecidedEntryCount { get; set; }

    /// <summary>Whether what arrived is tried again, long after it was logged.</summary>
    public bool IsRetry { get; init; }

    /// <summary>What waits for dates of the shopper's.</summary>
    public PendingStarts Starts { get; } = new();

    /// <summary>The profile, once somebody needed it.</summary>
    public Reading? Reading { get; set; }

    /// <summary>Why there will be no profile: not even segmentation can read it.</summary>
    public Exception? Defect { get; set; }

    public IEnumerable<ShopperRun> OpenRuns => Runs.Values.Where(run => run.IsOpen);

    /// <summary>The run that waits shortest of those that wait until before an instant. One that is damaged waits for nothing.</summary>
    public ShopperRun? NextDue(DateTimeOffset before) => OpenRuns
        .Where(run => (run.State is RunState.Waiting && run.DueTime < before && !Paused.Contains(run.Workflow.WorkflowId)) || run.Damage is not null)
        .MinBy(run => (run.DueTime, run.RunId));

    /// <summary>Sets timers aside that are due and must not fire before their workflow is resumed.</summary>
    public IEnumerable<ShopperRun> HoldPaused()
    {
        foreach (var timerId in Paused.Count == 0 ? [] : DueTimers)
        {
            if (!Runs.TryGetValue(timerId, out var run) || !run.IsOpen || run.DueTime is null || !Paused.Contains(run.Workflow.WorkflowId))
                continue;
            Runs[timerId] = run with { IsHeld = true };
            yield return run;
        }
    }
}
