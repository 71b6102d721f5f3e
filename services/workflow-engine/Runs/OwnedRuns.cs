using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Timers;

namespace Automation.WorkflowEngine.Runs;

/// <summary>What is kept in memory of an owned partition: enough to tell, without asking anybody, that an event means nothing.</summary>
/// <param name="openShoppers">Everybody who has a run that goes on.</param>
/// <param name="timers">The next timers.</param>
sealed class OwnedRuns(HashSet<(string ShopId, Guid ShopperId)> openShoppers, TimerWindow timers)
{
    public HashSet<(string ShopId, Guid ShopperId)> OpenShoppers { get; } = openShoppers;

    public TimerWindow Timers { get; } = timers;

    /// <summary>Workflows whose timers, or some of them, are set aside.</summary>
    public HashSet<(string ShopId, string WorkflowId)> Held { get; init; } = [];

    /// <summary>Many shoppers who are being entered.</summary>
    public OwnedEnrollments Enrollments { get; init; } = new([]);

    /// <summary>When there is something to do without an event; null: there is not.</summary>
    public DateTimeOffset? Earliest => Enrollments.Earliest is { } entry && !(Timers.Earliest <= entry) ? entry : Timers.Earliest;

    /// <summary>Whether anything waits for what no record and no watermark tells: a workflow that is resumed, or a while that is over.</summary>
    public bool HasHeld => Held.Count > 0 || Enrollments.HasHeld;

    /// <summary>When that was last looked for, on the monotonic clock.</summary>
    public long ResumeLookedFor { get; set; }

    /// <summary>Log time of the last handled event: whatever follows was not logged before it.</summary>
    public DateTimeOffset LastLogTime { get; private set; } = DateTimeOffset.MinValue;

    public void Handled(DateTimeOffset logTime)
    {
        if (logTime > LastLogTime)
            LastLogTime = logTime;
    }

    /// <summary>Brings the memory in line with what a batch made of a shopper's runs.</summary>
    public void Apply(ShopperBatch shopper)
    {
        foreach (var run in shopper.Runs.Values)
        {
            if (run is { IsOpen: true, IsHeld: false, DueTime: { } due })
                Timers.Set(new Timers.Timer(due, run.RunId, shopper.ShopId, shopper.ShopperId));
            else
                Timers.Remove(run.RunId);
            if (run is { IsOpen: true, IsHeld: true })
                Held.Add((run.Workflow.ShopId, run.Workflow.WorkflowId));
        }
        foreach (var (startId, start) in shopper.Starts.Changes)
        {
            if (start is not null)
                Timers.Set(new Timers.Timer(start.DueTime, startId, shopper.ShopId, shopper.ShopperId));
            else
                Timers.Remove(startId);
        }
        if (shopper.OpenRuns.Any())
            OpenShoppers.Add((shopper.ShopId, shopper.ShopperId));
        else
            OpenShoppers.Remove((shopper.ShopId, shopper.ShopperId));
    }
}
