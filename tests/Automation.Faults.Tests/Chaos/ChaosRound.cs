using Automation.Faults.Tests.Comparing;
using Automation.Faults.Tests.Days;
using Automation.Faults.Tests.Disturbing;
using Automation.Testing;

namespace Automation.Faults.Tests.Chaos;

/// <summary>What a played day came to.</summary>
/// <param name="Telling">What the suite tells of it.</param>
/// <param name="NotAckedCallCount">Calls without an ack.</param>
/// <param name="RepeatedCount">Acked events that were sent again and answered as known.</param>
sealed record PlayedDay(DayTelling Telling, int NotAckedCallCount, int RepeatedCount);

/// <summary>Plays a day on a fresh suite.</summary>
static class ChaosRound
{
    // One worker: then a kill of delivery or of the mail server meets at most one message in flight. What a killed worker
    // was sending is found after the lease, which outlasts every other fault of the plans.
    static readonly SuitePlan s_suite = new()
    {
        Replicas = FaultDeck.Replicas,
        Relayed = FaultDeck.Links,
        Environment = new Dictionary<string, string>
        {
            ["Sending__Workers"] = "1",
            ["Sending__Claim"] = "00:00:04",
            ["Sending__Lease"] = "00:00:25",
            ["Email__MessageTimeout"] = "00:00:20",
        },
    };

    public static async Task<PlayedDay> PlayAsync(ShopDay day, IReadOnlyList<PlannedFault> faults, Action<StruckFault> report)
    {
        await using var suite = await DaySuite.StartAsync(day, s_suite);
        try
        {
            await new DayPlayer(suite, new Disturber(suite, faults, report)).PlayAsync();
            return new PlayedDay(
                await new TellingReader(suite).ReadAsync(),
                suite.Storefronts.Sum(shop => shop.NotAckedCallCount), suite.Storefronts.Sum(shop => shop.RepeatedCount));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"The day could not be played: {error.Message}\n{suite.Suite.LogTails()}", error);
        }
    }
}
