using System.Globalization;

namespace Automation.Faults.Tests.Chaos;

/// <summary>How large an attack is. The reduced one of ./test.sh takes the defaults; environment and command line say more.</summary>
/// <param name="EventCount">Events of a day.</param>
/// <param name="FaultCount">Faults of a round.</param>
/// <param name="Seed">Of the day and of the first round's faults; the next round has the next seed.</param>
/// <param name="Limit">No round begins after this time. Zero: one round.</param>
sealed record ChaosOptions(int EventCount, int FaultCount, int Seed, TimeSpan Limit)
{
    public static ChaosOptions OfEnvironment() => new(
        Read("AUTOMATION_CHAOS_EVENTS", 2_500),
        Read("AUTOMATION_CHAOS_FAULTS", 8),
        Read("AUTOMATION_CHAOS_SEED", 1),
        TimeSpan.FromMinutes(Read("AUTOMATION_CHAOS_MINUTES", 0)));

    static int Read(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
