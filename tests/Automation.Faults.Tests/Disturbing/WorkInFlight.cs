using Automation.Api.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Faults.Tests.Disturbing;

/// <summary>What is under way at an instant, by name and number.</summary>
sealed record WorkInFlight(IReadOnlyDictionary<string, long> Counts)
{
    public static readonly WorkInFlight None = new(new Dictionary<string, long>());

    public bool IsAny => Counts.Values.Any(count => count > 0);

    public override string ToString() => string.Join(", ", Counts.Where(count => count.Value > 0).Select(count => $"{count.Value} {count.Key}"));
}

/// <summary>Finds out what a victim is in the middle of.</summary>
/// <param name="suite">Where it is.</param>
/// <param name="unacked">How many events were sent and are not acked.</param>
sealed class WorkGauge(Suite suite, Func<int> unacked)
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);

    /// <summary>What the victim has in hand; nothing when it does not say.</summary>
    public async Task<WorkInFlight> MeasureAsync(string victim)
    {
        try
        {
            return new WorkInFlight(await CountAsync(victim));
        }
        catch (RpcException)
        {
            return WorkInFlight.None;
        }
    }

    async Task<Dictionary<string, long>> CountAsync(string victim)
    {
        if (victim.Split('>') is not [var from, var to])
            return await CountOfAsync(victim.Split('/')[0]);
        // A link without a connection carries nothing, whatever its ends have to do.
        return suite.RelaysOf(new SuiteLink(from, to)).Any(relay => relay.OpenCount > 0)
            ? await CountOfAsync(to == "mail" ? to : from)
            : [];
    }

    Task<Dictionary<string, long>> CountOfAsync(string victim) => victim switch
    {
        "gateway" or "ingestion" or "postgres" => Task.FromResult(new Dictionary<string, long> { ["un-acked events"] = unacked() }),
        // Whoever folds events waits for what the bus brings and writes what Redis keeps.
        "rabbitmq" or "bus" or "redis" => AskAsync("segmentation"),
        "mail" => AskAsync("channel-delivery", "message"),
        var service => AskAsync(service),
    };

    async Task<Dictionary<string, long>> AskAsync(string service, string? kind = null)
    {
        var progress = await new ProgressService.ProgressServiceClient(suite.AsService(service)).GetProgressAsync(
            new GetProgressRequest { DueByTime = (suite.Clock?.Now ?? DateTimeOffset.UtcNow).ToTimestamp() }, deadline: DateTime.UtcNow + s_timeout);
        var counts = progress.Works.Where(work => kind is null || work.Kind == kind)
            .ToDictionary(work => $"{work.Kind}s due ({service})", work => work.OpenCount);
        if (kind is null)
        {
            foreach (var follower in progress.Followers)
                counts[$"records behind ({follower.Follower})"] = follower.BehindCount;
        }
        return counts;
    }
}
