using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.ServiceDefaults.Clocks;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Has it put into the log that time windows have run out, at most once a second for each partition. It needs no outbox: what is
/// due stays due until the record is folded, and then is asked for again.
/// </summary>
sealed class DueWindows(
    DueWindowTable table,
    SegmentEvaluation evaluation,
    EventLogService.EventLogServiceClient eventLog,
    ControlRecordService.ControlRecordServiceClient controls,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime,
    ILogger<DueWindows> logger) : BackgroundService
{
    static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    readonly Dictionary<int, long> _appended = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await AppendAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                SegmentationLog.WindowsNotTold(logger, exception);
            }
            await Task.Delay(s_pollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task AppendAsync(CancellationToken cancellationToken)
    {
        var partitions = evaluation.OwnedPartitions
            .Where(partition => !_appended.TryGetValue(partition, out var at) || time.GetElapsedTime(at) >= s_interval)
            .ToArray();
        if (partitions.Length == 0)
            return;
        var due = await table.ReadFirstAsync(partitions, shopTime.GetUtcNow(), cancellationToken);
        if (due.Count == 0)
            return;
        // From here on nothing is logged with a time before that: so the record's own is not before what is due.
        var asOf = (await eventLog.HeadsAsync(new(), cancellationToken: cancellationToken)).AsOfTime.ToDateTimeOffset();
        var records = due.Where(first => first.DueTime <= asOf).Select(ToRecord).ToList();
        if (records.Count == 0)
            return;
        await controls.AppendControlRecordsAsync(new() { Records = { records } }, cancellationToken: cancellationToken);
        foreach (var record in records)
            _appended[record.Partition] = time.GetTimestamp();
    }

    // Whoever asks for the same again, this replica or another one, asks for the same record; but not for ever, as it may have been parked.
    NewControlRecord ToRecord(DueWindow first) => new()
    {
        RecordId = $"windows_due/{first.Partition}/{first.DueTime.UtcTicks}/{first.ShopperId:N}/{first.JudgedSequence}/{time.GetUtcNow().ToUnixTimeSeconds() / 60}",
        Partition = first.Partition,
        Record = new ControlRecord { WindowsDue = new() { DueTime = first.DueTime.ToTimestamp() } },
    };
}
