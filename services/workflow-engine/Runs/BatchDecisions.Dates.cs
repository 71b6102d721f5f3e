using System.Globalization;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Triggers;

namespace Automation.WorkflowEngine.Runs;

sealed partial class BatchDecisions
{
    /// <summary>An event may have brought, moved or taken away a date that begins runs.</summary>
    /// <returns>Whether that is known; else the profile is needed.</returns>
    bool LookAtDates(ShopperBatch shopper, EventInput arrived)
    {
        foreach (var (version, workflow) in Dated(shopper, arrived.Logged.Sequence))
        {
            if (shopper.Defect is not null)
                return true;
            if (arrived.Reading is null)
                return false;
            Await(shopper, version, workflow, arrived.Now, arrived.Reading);
        }
        return true;
    }

    /// <summary>A date has come: its run begins, and the next one is waited for.</summary>
    /// <returns>Whether that is decided; else the profile is needed.</returns>
    bool Begin(ShopperBatch shopper, PendingStart start, TimerInput timer)
    {
        var (version, workflow) = Dated(shopper, shopper.After).FirstOrDefault(dated => dated.Version.WorkflowId == start.WorkflowId);
        if (workflow is null || shopper.Defect is not null)
        {
            // Nobody begins runs on it any more, or nobody can say when it is.
            shopper.Starts.Remove(start.StartId);
            return true;
        }
        if (timer.Reading is null)
            return false;
        // An earlier version, or a zone that was another one, may have said another instant.
        if (workflow.Date!.NextAfter(start.DueTime.AddTicks(-1), timer.Reading.Profile)?.DueTime != start.DueTime)
        {
            Await(shopper, version, workflow, start.DueTime.AddTicks(-1), timer.Reading);
            return true;
        }
        // Events that this batch has yet to handle are behind it.
        var after = shopper.HandledCount < shopper.Events.Count ? shopper.Events[shopper.HandledCount].Logged.Sequence - 1 : shopper.After;
        var input = DateStart.Of(start, timer.Now, timer.Position, after) with { Reading = timer.Reading };
        if (!Enter(shopper, version, workflow, input, []))
            return false;
        Await(shopper, version, workflow, start.DueTime, timer.Reading);
        return true;
    }

    static void Await(ShopperBatch shopper, WorkflowVersion version, CompiledWorkflow workflow, DateTimeOffset after, Reading reading)
    {
        var startId = NameIds.OfPendingStart(version.ShopId, version.WorkflowId, shopper.ShopperId);
        if (workflow.Date!.NextAfter(after, reading.Profile) is not var (due, date))
            shopper.Starts.Remove(startId);
        else
            shopper.Starts.Set(new PendingStart(
                startId, version.ShopId, shopper.ShopperId, shopper.Partition, version.WorkflowId, due,
                date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    IEnumerable<(WorkflowVersion Version, CompiledWorkflow Workflow)> Dated(ShopperBatch shopper, long sequence) =>
        registry.TriggeredBy(shopper.ShopId, TriggerNames.DateReached, shopper.Partition, sequence);
}
