using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.Recommendations.Waves;
using Npgsql;

namespace Automation.Recommendations.Intake;

/// <summary>
/// Tells what is due by the shop clock, in the transactions of the follower: a page of one partition at a time, so that events never wait
/// for more than that. Due is what every partition has been folded up to: a price may have risen and a product been bought anywhere.
/// </summary>
sealed class DueOffers(Watermark watermark, PriceWaves prices, StockWaves stock, Outbox outbox, RecommendationsMetrics metrics, TimeProvider time)
{
    static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(50);

    readonly Dictionary<int, PartitionDue> _owned = [];
    int _lastPartition = -1;

    // Of the transaction that is being committed.
    IReadOnlyList<DerivedEvent> _told = [];

    public async Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        _owned[partition] = new PartitionDue
        {
            Cursor = await PriceWaveTable.CursorAsync(connection, partition, cancellationToken),
            NextStock = await WatchedProductTable.NextWaveTimeAsync(connection, partition, cancellationToken),
        };
        Ask(partition);
    }

    public void Forget(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _owned.Remove(partition);
            watermark.SetEarliest(partition, null);
        }
    }

    public bool Has(int partition, long position) =>
        _owned.TryGetValue(partition, out var due) && time.GetTimestamp() >= due.RestUntil && due.DueTime <= watermark.At(partition, position)
        && watermark.At(partition, position) > DateTimeOffset.MinValue;

    /// <summary>Notes what the batch changed of products.</summary>
    public void Note(IEnumerable<WatchedProduct> changed)
    {
        foreach (var product in changed)
        {
            if (product.Restock?.NextWaveTime is { } next && _owned.TryGetValue(product.Partition, out var due) && !(due.NextStock <= next))
                due.NextStock = next;
        }
    }

    /// <summary>Tells the next page, behind everything else that the transaction writes: from then on it waits for nobody.</summary>
    public async Task TellAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        _told = [];
        var waiting = batch.Batches.Where(each => each.IncludesScheduledWork && Has(each.Partition, each.After)).Select(each => each.Partition).ToList();
        if (waiting.Count == 0)
            return;
        // In turn: one with much to tell must not keep the others.
        var partition = waiting.Find(each => each > _lastPartition) is var next && next > _lastPartition ? next : waiting[0];
        _lastPartition = partition;
        var due = _owned[partition];
        var ready = await ReadyAsync(batch, cancellationToken);
        if (due.DueTime > ready)
        {
            due.RestUntil = time.GetTimestamp() + (long)(s_rest.TotalSeconds * time.TimestampFrequency);
            return;
        }
        _told = due.NextStock <= ready
            ? await stock.TellAsync(batch.Connection, partition, due, ready, cancellationToken)
            : await prices.TellAsync(batch.Connection, partition, due, ready, cancellationToken);
        await Outbox.AddAsync(batch.Connection, [.. _told.Select(told => told.ToOutboxRow())], cancellationToken);
    }

    public void Committed(BatchTransaction<LoggedEvent> batch)
    {
        foreach (var partition in batch.Batches.Select(each => each.Partition).Where(_owned.ContainsKey))
            Ask(partition);
        if (_told.Count == 0)
            return;
        metrics.Told(_told);
        _told = [];
        outbox.Wake();
    }

    // What is due at an instant needs heads of that instant, not of one behind it.
    void Ask(int partition) => watermark.SetEarliest(
        partition, _owned[partition].DueTime is var due && due > DateTimeOffset.MinValue ? due - TimeSpan.FromMicroseconds(1) : due);

    /// <summary>Up to which instant everything is folded, in every partition, whoever owns it.</summary>
    async Task<DateTimeOffset> ReadyAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        var positions = new long[Partitions.Count];
        await using (var command = new NpgsqlCommand("SELECT partition, sequence FROM follower_positions WHERE follower = $1", batch.Connection))
        {
            command.Parameters.Add(new() { Value = FollowerNames.Catalog });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                positions[reader.GetInt16(0)] = reader.GetInt64(1);
        }
        foreach (var own in batch.Batches)
            positions[own.Partition] = own.After;
        return positions.Select((position, partition) => watermark.At(partition, position)).Min();
    }
}
