using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.Lists;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Faults;

namespace Automation.Segmentation.Imports;

/// <summary>Puts rows into the event log, in batches as large as ingestion takes them.</summary>
sealed class ImportRecorder(
    IngestionService.IngestionServiceClient ingestion, DerivedEventService.DerivedEventServiceClient derived, ListRecorder lists)
{
    /// <summary>Rows whose events are sent together: each has at most 4.</summary>
    public const int Rows = 120;

    const int BatchEvents = 500;
    const int BatchBytes = 400_000;

    /// <summary>Records the events of rows.</summary>
    /// <returns>What became of each row, in order.</returns>
    public async Task<List<RecordedRow>> RecordAsync(
        string shopId, IReadOnlyList<(ImportRow Row, List<Event> Events)> rows, CancellationToken cancellationToken)
    {
        var recorded = new List<RecordedRow>(rows.Count);
        var batch = new BatchRecordEventsRequest { WithShopperIds = true };
        var (begin, bytes) = (0, 0);
        for (var place = 0; place < rows.Count; place++)
        {
            var size = rows[place].Events.Sum(made => made.CalculateSize() + 8);
            if (size > BatchBytes)
            {
                // No batch could take it.
                await SendAsync(shopId, batch, rows, begin, place, recorded, cancellationToken);
                batch.Events.Clear();
                recorded.Add(new RecordedRow(
                    rows[place].Row, null, new RowProblem(FaultReasons.FieldTooLong.Code, "", "The row is too long; shorten its values."), [], 0));
                (begin, bytes) = (place + 1, 0);
                continue;
            }
            if (batch.Events.Count > 0 && (batch.Events.Count + rows[place].Events.Count > BatchEvents || bytes + size > BatchBytes))
            {
                await SendAsync(shopId, batch, rows, begin, place, recorded, cancellationToken);
                batch.Events.Clear();
                (begin, bytes) = (place, 0);
            }
            batch.Events.Add(rows[place].Events);
            bytes += size;
        }
        await SendAsync(shopId, batch, rows, begin, rows.Count, recorded, cancellationToken);
        return recorded;
    }

    /// <summary>Puts shoppers into the list of an import, by id.</summary>
    public async Task<List<Guid>> RecordAsync(
        string shopId, RowEvents events, IReadOnlyList<Guid> shopperIds, CancellationToken cancellationToken)
    {
        var answer = await derived.RecordDerivedEventsAsync(
            new()
            {
                Events = { shopperIds.Select(id => new DerivedEvent { ShopId = shopId, ShopperId = id.ToString(), Event = events.Bringing(id) }) },
            },
            cancellationToken: cancellationToken);
        return [.. shopperIds.Index().Where(shopper => !answer.Rejections.ContainsKey(shopper.Index)).Select(shopper => shopper.Item)];
    }

    async Task SendAsync(
        string shopId, BatchRecordEventsRequest batch, IReadOnlyList<(ImportRow Row, List<Event> Events)> rows, int begin, int end,
        List<RecordedRow> recorded, CancellationToken cancellationToken)
    {
        var answer = batch.Events.Count > 0 ? await ingestion.BatchRecordEventsAsync(batch, ShopCall.For(shopId, cancellationToken)) : new();
        var first = 0;
        for (var place = begin; place < end; first += rows[place].Events.Count, place++)
        {
            var row = RecordedRow.Of(rows[place].Row, rows[place].Events, first, answer);
            // All were there before a crash, so nothing says whose they are.
            if (row is { Rejection: null, ShopperId: null } && rows[place].Events.Count > 0
                && await lists.FindAsync(shopId, row.Row.Identifiers, cancellationToken) is { } shopperId)
                row = row with { ShopperId = Guid.ParseExact(shopperId, "D") };
            recorded.Add(row);
        }
    }
}
