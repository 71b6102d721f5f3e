using System.Security.Cryptography;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.Intake;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Google.Protobuf;

namespace Automation.Recommendations.Upserts;

/// <summary>
/// Puts products by the one way in: they become events, and are answered once this service has folded them. A
/// request that broke off anywhere is completed by its repetition.
/// </summary>
sealed class UpsertDoor(
    IngestionService.IngestionServiceClient ingestion,
    EventLogService.EventLogServiceClient eventLog,
    [FromKeyedServices(CatalogFollower.Name)] IFollowerPositions positions,
    ProductTable products,
    UpsertAnswerTable answers,
    RecommendationsMetrics metrics)
{
    public async Task<UpsertProductsResponse> PutAsync(
        string shopId, Guid requestId, IReadOnlyList<Product> put, CancellationToken cancellationToken)
    {
        var digest = DigestOf(put);
        if (await FindAsync(shopId, requestId, digest, cancellationToken) is { } first)
            return first;
        var reached = await RecordAsync(shopId, requestId, put, cancellationToken);
        await positions.WaitForAsync("products", reached, cancellationToken);

        var known = await products.ReadAsync(shopId, put.Select(product => product.ProductId).ToList(), cancellationToken);
        var answer = new UpsertProductsResponse();
        foreach (var product in put)
        {
            answer.Products.Add(new CatalogProduct
            {
                Product = product,
                Source = ProductSource.Catalog,
                UpdateTime = known[product.ProductId].Catalog!.Stamp.ToLogTime(),
            });
        }
        await answers.KeepAsync(shopId, requestId, digest, answer, cancellationToken);
        metrics.Upserted(put.Count);
        // Of two calls that repeat each other at the same time, the one whose answer was kept first has answered.
        return await FindAsync(shopId, requestId, digest, cancellationToken) ?? answer;
    }

    async Task<UpsertProductsResponse?> FindAsync(string shopId, Guid requestId, byte[] digest, CancellationToken cancellationToken)
    {
        if (await answers.FindAsync(shopId, requestId, cancellationToken) is not { } first)
            return null;
        return first.Digest.AsSpan().SequenceEqual(digest)
            ? first.Answer
            : throw Fault.Invalid("request_id", $"'{requestId}' marks another request, with other products; use a new UUID for a new request.");
    }

    /// <returns>Positions that include the products.</returns>
    async Task<List<LogPosition>> RecordAsync(
        string shopId, Guid requestId, IReadOnlyList<Product> put, CancellationToken cancellationToken)
    {
        var reached = new Dictionary<int, long>();
        var hasDuplicates = false;
        foreach (var batch in UpsertEvents.Batches(put.Select(product => UpsertEvents.Of(requestId, product))))
        {
            var response = await ingestion.BatchRecordEventsAsync(batch, ShopCall.For(shopId, cancellationToken));
            if (response.Rejections.Count > 0)
            {
                var (index, rejection) = response.Rejections.First();
                throw Fault.Invalid(
                    "products", $"'{batch.Events[index].ProductUpserted.Product.ProductId}' was rejected: {rejection.Field}: {rejection.Detail}");
            }
            hasDuplicates |= response.Outcomes.Contains(Outcome.Duplicate);
            foreach (var position in response.Positions)
                reached[position.Partition] = Math.Max(position.Sequence, reached.GetValueOrDefault(position.Partition));
        }
        if (hasDuplicates)
        {
            // A call before this one recorded them, at latest now; nobody tells where.
            var heads = await eventLog.HeadsAsync(new(), cancellationToken: cancellationToken);
            var touched = put.Select(product => Partitions.Of(shopId, product.ProductId)).ToHashSet();
            foreach (var head in heads.Heads.Where(head => touched.Contains(head.Partition)))
                reached[head.Partition] = Math.Max(head.Sequence, reached.GetValueOrDefault(head.Partition));
        }
        return reached.Select(pair => new LogPosition { Partition = pair.Key, Sequence = pair.Value }).ToList();
    }

    static byte[] DigestOf(IReadOnlyList<Product> put) =>
        SHA256.HashData(new UpsertProductsRequest { Products = { put } }.ToByteArray());
}
