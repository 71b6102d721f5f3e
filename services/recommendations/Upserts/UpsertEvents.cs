using System.Security.Cryptography;
using System.Text;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;

namespace Automation.Recommendations.Upserts;

/// <summary>The events that a request to put products becomes.</summary>
static class UpsertEvents
{
    // What ingestion takes at once.
    const int BatchEvents = 500;
    const int BatchBytes = 512_000;

    /// <summary>The same request and product have the same event id, however often they come.</summary>
    public static Event Of(Guid requestId, Product product)
    {
        // A product id may have characters and a length that an event id may not.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(product.ProductId));
        return new Event
        {
            EventId = $"upsert-{requestId:N}-{Convert.ToHexStringLower(digest.AsSpan(0, 16))}",
            ProductUpserted = new ProductUpserted { Product = product },
        };
    }

    /// <summary>In order, each batch within what ingestion takes.</summary>
    public static IEnumerable<BatchRecordEventsRequest> Batches(IEnumerable<Event> events)
    {
        var batch = new BatchRecordEventsRequest();
        var bytes = 0;
        foreach (var next in events)
        {
            // Field tag and length of the event in the batch are at most four bytes.
            var size = next.CalculateSize() + 4;
            if (batch.Events.Count == BatchEvents || (batch.Events.Count > 0 && bytes + size > BatchBytes))
            {
                yield return batch;
                batch = new BatchRecordEventsRequest();
                bytes = 0;
            }
            batch.Events.Add(next);
            bytes += size;
        }
        if (batch.Events.Count > 0)
            yield return batch;
    }
}
