using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What was before, as far as the workflows that a batch may begin look back.</summary>
static class EntryReading
{
    public static async Task<(Dictionary<EntryKey, LastRun> LastRuns, RecentEntries Recent)> ReadAsync(
        NpgsqlConnection connection, RegistrySnapshot snapshot, IEnumerable<ShopperBatch> shoppers, CancellationToken cancellationToken)
    {
        var (cooling, limited) = (new LookBack(), new LookBack());
        foreach (var shopper in shoppers)
        {
            var (cooldown, window) = (TimeSpan.Zero, TimeSpan.Zero);
            foreach (var workflow in MayBegin(snapshot, shopper))
            {
                cooldown = workflow.Reentry.Cooldown > cooldown ? workflow.Reentry.Cooldown : cooldown;
                window = workflow.Limit?.Window > window ? workflow.Limit.Value.Window : window;
            }
            cooling.Add(shopper, cooldown);
            limited.Add(shopper, window);
        }
        return (
            cooling.IsEmpty ? [] : await BatchReads.LastRunsAsync(connection, cooling.Shoppers, cooling.Since, cancellationToken),
            limited.IsEmpty ? new() : await BatchReads.EntriesAsync(connection, limited.Shoppers, limited.Since, cancellationToken));
    }

    static IEnumerable<CompiledWorkflow> MayBegin(RegistrySnapshot snapshot, ShopperBatch shopper)
    {
        var byEvents = shopper.Events.Where(arrived => !arrived.IsPassive)
            .SelectMany(arrived => snapshot.TriggeredBy(shopper.ShopId, arrived.Name, shopper.Partition, arrived.Logged.Sequence))
            .Select(triggered => triggered.Workflow)
            .Concat(snapshot.StepsOf(shopper.ShopId).Started)
            .Concat(shopper.Entries.Select(entry => entry.Workflow));
        // An event of the batch may bring a date that comes within it.
        return shopper.Starts.All.Count == 0 && !shopper.Events.Exists(arrived => arrived.Name == EventNames.ShopperIdentified)
            ? byEvents
            : byEvents.Concat(snapshot.TriggeredBy(shopper.ShopId, TriggerNames.DateReached, shopper.Partition, shopper.After)
                .Select(triggered => triggered.Workflow));
    }

    /// <summary>Of whom, and how far back.</summary>
    sealed class LookBack
    {
        TimeSpan _longest;
        DateTimeOffset _first = DateTimeOffset.MaxValue;

        public List<(string ShopId, Guid ShopperId)> Shoppers { get; } = [];

        public bool IsEmpty => Shoppers.Count == 0;

        // What keeps out for ever looks back to the beginning.
        public DateTimeOffset Since => _longest < TimeSpan.MaxValue ? _first - _longest : DateTimeOffset.MinValue;

        public void Add(ShopperBatch shopper, TimeSpan span)
        {
            if (span == TimeSpan.Zero)
                return;
            Shoppers.Add((shopper.ShopId, shopper.ShopperId));
            _longest = span > _longest ? span : _longest;
            // A timer begins runs as of the event before which it fires, or of the watermark.
            foreach (var instant in shopper.Events.Take(1).Select(arrived => arrived.Now).Append(shopper.Watermark)
                .Concat(shopper.Starts.All.Select(start => start.DueTime)).Where(instant => instant > DateTimeOffset.MinValue))
                _first = instant < _first ? instant : _first;
        }
    }
}
