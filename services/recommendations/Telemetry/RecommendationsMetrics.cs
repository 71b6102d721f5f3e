using System.Diagnostics.Metrics;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;

namespace Automation.Recommendations.Telemetry;

/// <summary>Instruments of the service, meter <c>Automation.Recommendations</c>. Durations of batches are the follower's.</summary>
sealed class RecommendationsMetrics
{
    readonly Counter<long> _foldedEvents;
    readonly Counter<long> _mergedProducts;
    readonly Counter<long> _upsertedProducts;
    readonly Histogram<int> _recommendedProducts;
    readonly Counter<long> _suggestedProducts;
    readonly Counter<long> _learnedInteractions;
    readonly Counter<long> _toldShoppers;
    readonly Counter<long> _heldWaves;

    public RecommendationsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Automation.Recommendations");
        _foldedEvents = meter.CreateCounter<long>(
            "automation.recommendations.folded.events", "{event}", "Events folded into the catalog, counted before the commit.");
        _mergedProducts = meter.CreateCounter<long>(
            "automation.recommendations.merged.products", "{product}", "Products that folded events described.");
        _upsertedProducts = meter.CreateCounter<long>(
            "automation.recommendations.upserted.products", "{product}", "Products put by UpsertProducts, repeats left out.");
        _recommendedProducts = meter.CreateHistogram<int>(
            "automation.recommendations.recommended.products", "{product}", "Products in one answer of Recommend.",
            advice: new() { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 20, 50, 100] });
        _suggestedProducts = meter.CreateCounter<long>(
            "automation.recommendations.suggested.products", "{product}", "Products in answers of Recommend, by the strategy that gave them.");
        _learnedInteractions = meter.CreateCounter<long>(
            "automation.recommendations.learned.interactions", "{interaction}", "Interactions taken into the memory of this process.");
        _toldShoppers = meter.CreateCounter<long>(
            "automation.recommendations.told.shoppers", "{event}", "Events of lower prices and returned stock, by what they tell.");
        _heldWaves = meter.CreateCounter<long>(
            "automation.recommendations.held.waves", "{wave}", "Hours of a shop in which nothing was told, because too much of its catalog dropped at once.");
    }

    public void Folded(int events, int products)
    {
        _foldedEvents.Add(events);
        _mergedProducts.Add(products);
    }

    public void Upserted(int products) => _upsertedProducts.Add(products);

    public void Answered(int products) => _recommendedProducts.Record(products);

    public void Recommended(Strategy strategy) =>
        _suggestedProducts.Add(1, new KeyValuePair<string, object?>("automation.recommendations.strategy", strategy.ToString()));

    public void Told(IEnumerable<DerivedEvent> events)
    {
        foreach (var kind in events.GroupBy(told => told.Event.ActionCase))
        {
            _toldShoppers.Add(
                kind.Count(),
                new KeyValuePair<string, object?>("automation.event.name", kind.Key is Event.ActionOneofCase.PriceDropped ? "price_dropped" : "back_in_stock"));
        }
    }

    public void Held() => _heldWaves.Add(1);

    public void Learned(int interactions) => _learnedInteractions.Add(interactions);
}
