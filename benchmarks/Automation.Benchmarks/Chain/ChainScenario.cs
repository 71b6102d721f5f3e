using Automation.Benchmarks.Measuring;

namespace Automation.Benchmarks.Chain;

/// <param name="EventsPerSecond">Offered at a fixed rate and acked, for as long as the stretch lasted.</param>
/// <param name="EventToSendP50Ms">From the instant at which an event was to be sent to the arrival of the mail that it caused.</param>
sealed record ChainResult(
    string Scenario, long Events, double EventsPerSecond, int Sends, double? EventToSendP50Ms, double? EventToSendP99Ms);

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
        var rate = options.Number("rate") ?? await FindRateAsync(stack);
        while (true)
        {
            var report = new ChainReport(stack);
            report.Begin();
            var stretch = await OfferAsync(stack, rate, length, report.End);
            if (options.Number("rate") is null && !IsHeld(stretch, rate) && rate > Step)
            {
                rate = Math.Round(rate * 0.9);
                continue;
            }
            Output.Report(report.Text(stretch));
            return new ChainResult(
                "chain", stretch.Events, Math.Round(stretch.EventsPerSecond), stretch.Sends.Count,
                stretch.Sends.Percentile(0.5), stretch.Sends.Percentile(0.99));
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

    static async Task<Stretch> OfferAsync(ChainStack stack, double rate, TimeSpan length, Action? afterLoad = null)
    {
        var stretch = await stack.Load.OfferAsync(rate, length);
        afterLoad?.Invoke();
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
