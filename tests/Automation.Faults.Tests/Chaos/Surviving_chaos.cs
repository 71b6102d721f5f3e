using Automation.Faults.Tests.Comparing;
using Xunit.Abstractions;

namespace Automation.Faults.Tests.Chaos;

[Trait("kind", "fault")]
public sealed class Surviving_chaos(ITestOutputHelper output)
{
    [Fact]
    public async Task A_day_with_faults_comes_to_what_it_comes_to_without()
    {
        var options = ChaosOptions.OfEnvironment();
        var attack = new ChaosAttack(options, output.WriteLine);
        // Side by side, each on a suite of its own: both wait for disks and servers most of the time.
        var undisturbed = attack.PlayUndisturbedAsync();
        var disturbed = attack.PlayAsync(options.Seed, TellingOfAsync(undisturbed));
        await Task.WhenAll(undisturbed, disturbed);
        var round = await disturbed;
        output.WriteLine(round.Summary);

        AssertRight((await undisturbed).Wrong);
        AssertRight(round.Wrong);
    }

    static async Task<DayTelling> TellingOfAsync(Task<(DayTelling Telling, IReadOnlyList<string> Wrong)> played) => (await played).Telling;

    static void AssertRight(IReadOnlyList<string> wrong) =>
        Assert.True(wrong.Count == 0, $"{wrong.Count} differences:\n{string.Join('\n', wrong.Take(20))}");
}
