using System.Globalization;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Triggers;

namespace Automation.WorkflowEngine.Runs;

sealed partial class BatchDecisions
{
    // A profile that cannot be read when a date comes is asked for again later, within a day.
    static readonly TimeSpan s_putOff = TimeSpan.FromHours(1);
    static readonly TimeSpan s_latest = TimeSpan.FromDays(1);

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
            // What was due since a record that is tried again was logged has come already.
            var after = shopper.IsRetry && shopper.Watermark > arrived.Now ? shopper.Watermark : arrived.Now;
            Await(shopper, version, workflow, after, arrived.Reading);
        }
        return true;
    }

    /// <summary>A date has come: its run begins, and the next one is waited for.</summary>
    /// <returns>Whether that is decided; else the profile is needed.</returns>
    bool Reach(ShopperBatch shopper, PendingStart start, TimerInput timer)
    {
        var (version, workflow) = Dated(shopper, shopper.After).FirstOrDefault(dated => dated.Version.WorkflowId == start.WorkflowId);
        if (workflow is null)
        {
            // Nobody begins runs on it any more.
            shopper.Starts.Remove(start.StartId);
            return true;
        }
        if (shopper.Defect is not null)
        {
            shopper.Starts.Set(start with { DueTime = timer.Now + s_putOff });
            return true;
        }
        if (timer.Reading is null)
            return false;
        // An earlier version, or a zone that was another one, may have said another instant; what was put off is late.
        if (workflow.Date!.NextAfter(start.DueTime - s_latest, timer.Reading.Profile) is not var (due, date)
            || due > start.DueTime || Text(date) != start.Date)
        {
            Await(shopper, version, workflow, start.DueTime.AddTicks(-1), timer.Reading);
            return true;
        }
        // Events that this batch has yet to handle are behind it.
        var input = Knowing(shopper, DateStart.Of(start, timer.Now, timer.Position, _before) with { Reading = timer.Reading });
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
                Text(date)));
    }

    static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    IEnumerable<(WorkflowVersion Version, CompiledWorkflow Workflow)> Dated(ShopperBatch shopper, long sequence) =>
        registry.TriggeredBy(shopper.ShopId, TriggerNames.DateReached, shopper.Partition, sequence);
}
