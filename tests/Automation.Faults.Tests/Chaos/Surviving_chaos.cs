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
        var (undisturbed, wrong) = await attack.PlayUndisturbedAsync();
        AssertRight(wrong);

        var round = await attack.PlayAsync(options.Seed, undisturbed);
        output.WriteLine(round.Summary);

        AssertRight(round.Wrong);
    }

    static void AssertRight(IReadOnlyList<string> wrong) =>
        Assert.True(wrong.Count == 0, $"{wrong.Count} differences:\n{string.Join('\n', wrong.Take(20))}");
}
