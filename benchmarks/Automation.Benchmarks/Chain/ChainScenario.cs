using Automation.Benchmarks.Measuring;
using Automation.Benchmarks.Measuring.Disturbing;
using Npgsql;

namespace Automation.Benchmarks.Chain;

/// <param name="EventsPerSecond">Offered at a fixed rate and acked, for as long as the stretch lasted.</param>
/// <param name="EventToSendP50Ms">From the instant at which an event was to be sent to the arrival of the mail that it caused.</param>
/// <param name="RatioToCopy">Events per second to the rows per second of the yardstick's COPY.</param>
sealed record ChainResult(
    string Scenario, long Events, double EventsPerSecond, int Sends, double? EventToSendP50Ms, double? EventToSendP99Ms,
    double RatioToCopy, DisturbanceFigures Disturbances, IReadOnlyList<YardstickReading> Yardstick, bool YardstickMoved);

/// <summary>
/// The whole suite under a fixed offered rate. Short stretches, each faster, find the rate; the longest one is the result: it
/// counts when the mails of its slowest hundredth took less than a second, else a slower one is tried.
/// </summary>
static class ChainScenario
{
    const double WarmRate = 1_000;
    const double FirstRate = 1_500;
    const double Step = 500;
    const double LastRate = 8_000;
    const double Held = 1_000;
    const int MostWarmings = 6;
    static readonly TimeSpan s_trial = TimeSpan.FromSeconds(8);

    public static async Task<ChainResult> RunAsync(BenchOptions options)
    {
        var length = TimeSpan.FromSeconds(options.Number("seconds") ?? 30);
        await using var stack = await ChainStack.StartAsync();
        await WarmAsync(stack, TimeSpan.FromSeconds(options.Number("warm") ?? 20));
        await using var connection = new NpgsqlConnection(stack.Suite.Databases["ingestion"]);
        await connection.OpenAsync();
        var yardstick = Yardstick.Of(connection);
        await yardstick.ReadAsync();
        var rate = options.Number("rate") ?? 0;
        if (rate == 0)
        {
            rate = await FindRateAsync(stack);
            await yardstick.ReadAsync();
        }
        while (true)
        {
            var report = new ChainReport(stack);
            await using var disturbances = await Disturbances.WatchAsync(stack.Suite);
            report.Begin();
            DisturbanceFigures? disturbed = null;
            var stretch = await OfferAsync(stack, rate, length, async () => disturbed = await disturbances.EndAsync(report.End()));
            if (options.Number("rate") is null && !IsHeld(stretch, rate) && rate > Step)
            {
                rate = Math.Round(rate * 0.9);
                continue;
            }
            await yardstick.ReadAsync();
            Output.Report(report.Text(stretch) + disturbances.Text(Peak.In(stretch.Sends.All)));
            return new ChainResult(
                "chain", stretch.Events, Math.Round(stretch.EventsPerSecond), stretch.Sends.Count,
                stretch.Sends.Percentile(0.5), stretch.Sends.Percentile(0.99),
                Math.Round(stretch.EventsPerSecond / yardstick.CopyRowsPerSecond, 4), disturbed!, yardstick.Readings, yardstick.HasMoved);
        }
    }

    /// <summary>At a rate that any machine holds once what is hot is compiled, until it is held.</summary>
    static async Task WarmAsync(ChainStack stack, TimeSpan stretch)
    {
        for (var tries = 0; tries < MostWarmings; tries++)
        {
            if (IsHeld(await OfferAsync(stack, WarmRate, stretch), WarmRate))
                return;
        }
    }

    static async Task<double> FindRateAsync(ChainStack stack)
    {
        var found = Step;
        for (var rate = FirstRate; rate <= LastRate; rate += Step)
        {
            // Once more: what this rate is the first to need may not be compiled yet.
            if (!IsHeld(await OfferAsync(stack, rate, s_trial), rate) && !IsHeld(await OfferAsync(stack, rate, s_trial), rate))
                break;
            found = rate;
        }
        return found;
    }

    static async Task<Stretch> OfferAsync(ChainStack stack, double rate, TimeSpan length, Func<Task>? afterLoad = null)
    {
        var stretch = await stack.Load.OfferAsync(rate, length);
        if (afterLoad is not null)
            await afterLoad();
        await stack.SettleAsync();
        Output.Progress(
            $"offered {rate,6:N0}/s for {length.TotalSeconds:0} s: acked {stretch.EventsPerSecond,6:N0}/s, "
            + $"ack p50 {stretch.Acks.Percentile(0.5)} p99 {stretch.Acks.Percentile(0.99)} ms, "
            + $"{stretch.Sends.Count} mails, p50 {stretch.Sends.Percentile(0.5)} p99 {stretch.Sends.Percentile(0.99)} ms");
        return stretch;
    }

    static bool IsHeld(Stretch stretch, double rate) =>
        !stretch.IsBehind && stretch.EventsPerSecond > 0.98 * rate && stretch.Sends.Percentile(0.99) < Held;
}
