using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Automation.EventLog.Following;

/// <summary>Asks ingestion for its heads when a timer needs them: as soon as one is due on the shop clock, and twice a second while any is pending.</summary>
public sealed class WatermarkPoller(
    Watermark watermark,
    IDatedHeads eventLog,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime,
    ILogger<WatermarkPoller> logger) : BackgroundService
{
    // A stream of due timers costs ingestion at most 20 answers a second, each good for all partitions.
    static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(50);

    // Our clock may be behind ingestion's, whose time counts: then a timer is noticed this late at most.
    static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan s_justAfter = TimeSpan.FromMicroseconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (watermark.EarliestUncovered() is not { } due)
            {
                await watermark.Changed.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            var asked = time.GetTimestamp();
            await WaitUntilAsync(due + s_justAfter, stoppingToken);
            await AskAsync(stoppingToken);
            var rest = s_shortestPause - time.GetElapsedTime(asked);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task AskAsync(CancellationToken stoppingToken)
    {
        try
        {
            var (heads, objection) = await eventLog.AskAsync(stoppingToken);
            if (objection is null)
            {
                watermark.Note(heads.Sequences, heads.AsOf);
                return;
            }
            FollowingLog.HeadsOfAnotherLog(logger, objection);
            await Task.Delay(s_longestPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            FollowingLog.HeadsUnknown(logger, exception);
            await Task.Delay(s_longestPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception)
        {
            // Stopping.
        }
    }

    /// <summary>Until an instant of the shop clock, an earlier timer, or the longest pause of real time.</summary>
    async Task WaitUntilAsync(DateTimeOffset instant, CancellationToken stoppingToken)
    {
        var left = instant - shopTime.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return;
        using var first = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(
            Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), shopTime, first.Token),
            Task.Delay(s_longestPause, time, first.Token),
            watermark.Changed.WaitAsync(first.Token));
        await first.CancelAsync();
    }
}
