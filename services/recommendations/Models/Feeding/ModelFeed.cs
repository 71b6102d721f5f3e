using Automation.EventLog.Following;
using Automation.Recommendations.Interactions;
using Automation.Recommendations.Models.Sessions;
using Automation.Recommendations.Telemetry;
using Microsoft.Extensions.Options;

namespace Automation.Recommendations.Models.Feeding;

/// <summary>
/// Keeps this process's sessions at what the interactions say: the latest ones when it starts, then what is new. Every replica reads
/// all partitions, whoever folds them.
/// </summary>
sealed class ModelFeed(
    IInteractionLog log, SessionStore sessions, RecommendationsMetrics metrics, IOptions<ModelOptions> options, TimeProvider time,
    ILogger<ModelFeed> logger) : BackgroundService
{
    const int ReadAtOnce = 2_000;

    readonly SemaphoreSlim _turn = new(1);
    long[]? _after;

    /// <summary>Takes what is committed by now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_after is null)
            {
                var latest = await log.ReadLatestAsync(options.Value.ReadAtStart, cancellationToken);
                Take(latest, new long[Partitions.Count]);
            }
            while (await ReadOnAsync(cancellationToken))
            {
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, time);
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // What is known goes on being answered.
                RecommendationsLog.NotRefreshed(logger, exception);
            }
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    async Task<bool> ReadOnAsync(CancellationToken cancellationToken)
    {
        var read = await log.ReadAfterAsync(_after!, ReadAtOnce, cancellationToken);
        Take(read, [.. _after!]);
        return read.Count >= ReadAtOnce;
    }

    void Take(List<Interaction> interactions, long[] after)
    {
        sessions.Apply(interactions);
        foreach (var interaction in interactions)
            after[interaction.Partition] = Math.Max(after[interaction.Partition], interaction.Sequence);
        _after = after;
        metrics.Learned(interactions.Count);
    }

    static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }
}
