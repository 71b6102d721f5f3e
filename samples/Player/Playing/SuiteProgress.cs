using Automation.Api.V1;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Calling;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Samples.Player.Playing;

/// <summary>Knows when the suite has done all there is to do.</summary>
sealed class SuiteProgress(ServiceChannels channels, TimeProvider time, TimeSpan timeout)
{
    // In data-flow order: whatever one finishes is seen by those that are asked after it.
    static readonly string[] s_services = ["ingestion", "segmentation", "recommendations", "workflow-engine", "channel-delivery"];
    static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(2);
    static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Records that followers had to park, seen when it last settled.</summary>
    public long ParkedCount { get; private set; }

    /// <summary>
    /// Waits until every follower stands at its producer's head and nothing that was due by an instant is open. What
    /// delivery finds out re-enters at ingestion, the beginning; so the heads there must be the same before and after.
    /// </summary>
    /// <returns>When the next scheduled work is due; null when none is planned.</returns>
    /// <exception cref="TimeoutException">The same work was open for too long.</exception>
    public async Task<DateTimeOffset?> SettleAsync(DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        var changed = time.GetTimestamp();
        var last = "";
        for (var pause = s_firstPause; ; pause = Min(pause * 2, s_longestPause))
        {
            var look = await LookAsync(dueBy, cancellationToken);
            if (look.Open is null)
            {
                ParkedCount = look.ParkedCount;
                return look.NextDueTime;
            }
            if (look.Open != last)
                (last, changed) = (look.Open, time.GetTimestamp());
            if (time.GetElapsedTime(changed) > timeout)
                throw new TimeoutException($"Not settled by {dueBy:O}: for {timeout} {last}.");
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    async Task<Look> LookAsync(DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        var parked = 0L;
        var asked = "ingestion";
        try
        {
            var heads = await HeadsAsync(cancellationToken);
            foreach (var service in s_services)
            {
                asked = service;
                var progress = await new ProgressService.ProgressServiceClient(channels.To(service)).GetProgressAsync(
                    new GetProgressRequest { DueByTime = dueBy.ToTimestamp() }, cancellationToken: cancellationToken);
                if (OpenIn(progress) is { } open)
                    return new Look($"{service} has {open}", null, 0);
                parked += progress.Followers.Sum(follower => follower.ParkedCount);
                foreach (var work in progress.Works.Where(work => work.NextDueTime is not null))
                    next = next is { } known ? Min(known, work.NextDueTime.ToDateTimeOffset()) : work.NextDueTime.ToDateTimeOffset();
            }
            asked = "ingestion";
            return heads.SequenceEqual(await HeadsAsync(cancellationToken))
                ? new Look(null, next, parked)
                : new Look($"{s_services[0]} has new events", null, 0);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.Internal
            or StatusCode.DeadlineExceeded or StatusCode.Unknown && !cancellationToken.IsCancellationRequested)
        {
            return new Look($"{asked} does not answer: {error.Status.StatusCode}", null, 0);
        }
    }

    static string? OpenIn(GetProgressResponse progress)
    {
        foreach (var follower in progress.Followers.Where(follower => follower.BehindCount > 0))
            return $"{follower.BehindCount} records to follow ({follower.Follower})";
        foreach (var work in progress.Works.Where(work => work.OpenCount > 0))
            return $"{work.OpenCount} open {work.Kind}";
        return null;
    }

    async Task<List<long>> HeadsAsync(CancellationToken cancellationToken)
    {
        var log = new EventLogService.EventLogServiceClient(channels.To("ingestion"));
        var answer = await log.HeadsAsync(new HeadsRequest(), cancellationToken: cancellationToken);
        return [.. answer.Heads.Select(head => head.Sequence)];
    }

    static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    readonly record struct Look(string? Open, DateTimeOffset? NextDueTime, long ParkedCount);
}
