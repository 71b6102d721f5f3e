using Automation.Testing;

namespace Automation.Pipeline.Tests;

[Trait("kind", "fault")]
public sealed class Killing_services_on_that_day
{
    [Theory]
    [InlineData(1)]
    public async Task The_same_reminders_come_out_when_each_is_killed_once(int seed)
    {
        await using var day = await SampleDay.StartAsync();
        var killing = new Killing(day.Suite, seed);

        var played = await day.PlayAsync(killing);
        await killing.EndAsync();
        var (code, output) = await day.CheckAsync(allowUnknown: 1);

        Assert.Equal(SuitePlan.AllServices.Count, killing.Killed.Distinct().Count());
        Assert.True(code == 0, $"killed {string.Join(", ", killing.Killed)}\n{output}");
        Assert.Equal(0, played.ParkedCount);
    }
}
