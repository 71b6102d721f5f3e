using System.Diagnostics;
using System.Text.Json;
using Automation.ChannelDelivery.V1;
using Automation.Faults.Tests.Comparing;
using Automation.Faults.Tests.Days;
using Automation.Faults.Tests.Disturbing;

namespace Automation.Faults.Tests.Chaos;

/// <summary>What a round came to. Wrong is empty when everything held.</summary>
sealed record ChaosRoundResult(IReadOnlyList<string> Wrong, string Summary);

/// <summary>
/// Plays a day once without faults and then round after round with other ones, each on a fresh suite, and compares.
/// </summary>
sealed class ChaosAttack(ChaosOptions options, Action<string> tell)
{
    readonly ShopDay _day = DayMaker.Make(options.Seed, options.EventCount);

    /// <summary>The day without faults, and what is wrong with it by itself.</summary>
    public async Task<(DayTelling Telling, IReadOnlyList<string> Wrong)> PlayUndisturbedAsync()
    {
        var began = Stopwatch.StartNew();
        var played = await ChaosRound.PlayAsync(_day, [], _ => { });
        tell($"undisturbed: {_day.EventCount} events, {played.Telling.Reminded.Count()} reminders, {began.Elapsed.TotalSeconds:0} s");
        return (played.Telling, [.. TellingCheck.OfItself(played.Telling, _day), .. TellingCheck.OfUndisturbed(played.Telling, _day)]);
    }

    /// <summary>The day with the faults of a seed, compared with the one without, which may still be played meanwhile.</summary>
    public async Task<ChaosRoundResult> PlayAsync(int seed, Task<DayTelling> playedUndisturbed)
    {
        var began = Stopwatch.StartNew();
        var faults = FaultPlan.Draw(seed, options.FaultCount);
        var played = await ChaosRound.PlayAsync(_day, faults, struck => tell($"{began.Elapsed.TotalSeconds,5:0} s {struck}"));
        var undisturbed = await playedUndisturbed;
        var allowed = faults.Sum(FaultDeck.AllowedUnknown);
        List<string> wrong =
        [
            .. TellingCheck.OfItself(played.Telling, _day),
            .. TellingCheck.Between(played.Telling, undisturbed, allowed),
        ];
        return new ChaosRoundResult(wrong, JsonSerializer.Serialize(new
        {
            scenario = "chaos",
            seed,
            day_seed = options.Seed,
            events = _day.EventCount,
            faults = faults.Count,
            reminders = undisturbed.Reminded.Count(),
            unknown = played.Telling.Ledger.Count(message => message.State is DeliveryState.Unknown),
            allowed_unknown = allowed,
            unacked_calls = played.NotAckedCallCount,
            repeated_events = played.RepeatedCount,
            seconds = Math.Round(began.Elapsed.TotalSeconds),
            differences = wrong.Count,
        }));
    }
}
