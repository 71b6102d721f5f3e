using System.Diagnostics.Metrics;

namespace Automation.Segmentation.Telemetry;

/// <summary>Instruments of the service, meter <c>Automation.Segmentation</c>. Durations of batches are the follower's.</summary>
sealed class SegmentationMetrics
{
    readonly Counter<long> _foldedEvents;
    readonly Counter<long> _readProfiles;
    readonly Counter<long> _hotProfiles;
    readonly Histogram<int> _profileSize;
    readonly Counter<long> _lostCopies;
    readonly Counter<long> _filledShoppers;
    readonly Counter<long> _movements;
    readonly Counter<long> _importedRows;

    public SegmentationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Automation.Segmentation");
        _foldedEvents = meter.CreateCounter<long>(
            "automation.segmentation.folded.events", "{event}", "Events folded into profiles, counted before the commit.");
        _readProfiles = meter.CreateCounter<long>(
            "automation.segmentation.read.profiles", "{profile}", "Profiles that a batch needed and did not find in memory.");
        _hotProfiles = meter.CreateCounter<long>(
            "automation.segmentation.hot.profiles", "{profile}", "Profiles that a batch needed and found in memory.");
        _profileSize = meter.CreateHistogram<int>(
            "automation.segmentation.profile.size", "By", "Stored size of written profiles.",
            advice: new() { HistogramBucketBoundaries = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576] });
        _lostCopies = meter.CreateCounter<long>(
            "automation.segmentation.lost.copies", "{profile}", "Profiles that Redis did not take; readers ask this service instead.");
        _filledShoppers = meter.CreateCounter<long>(
            "automation.segmentation.filled.shoppers", "{shopper}", "Shoppers filled in for new versions of segments.");
        _movements = meter.CreateCounter<long>(
            "automation.segmentation.movements", "{movement}", "Shoppers who came into a segment or left it, counted before the commit.");
        _importedRows = meter.CreateCounter<long>(
            "automation.segmentation.imported.rows", "{row}", "Rows of files, and members of segments, that imports brought in or rejected, by outcome.");
    }

    public void Folded(int events) => _foldedEvents.Add(events);

    public void Loaded(int hot, int read)
    {
        _hotProfiles.Add(hot);
        _readProfiles.Add(read);
    }

    public void Written(int bytes) => _profileSize.Record(bytes);

    public void Filled(int shoppers) => _filledShoppers.Add(shoppers);

    public void Moved(int movements) => _movements.Add(movements);

    public void Imported(int imported, int rejected)
    {
        _importedRows.Add(imported, new KeyValuePair<string, object?>("outcome", "imported"));
        _importedRows.Add(rejected, new KeyValuePair<string, object?>("outcome", "rejected"));
    }

    public void CopiesLost(int profiles) => _lostCopies.Add(profiles);
}
