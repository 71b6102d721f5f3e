using Automation.Samples.Player.Playing;

namespace Automation.Pipeline.Tests;

[Trait("kind", "stack")]
public sealed class Playing_a_day_of_a_real_shop
{
    [Fact]
    public async Task Exactly_the_right_reminders_come_out()
    {
        await using var day = await SampleDay.StartAsync();

        var played = await day.PlayAsync(new Silence());
        var (code, output) = await day.CheckAsync(allowUnknown: 0);

        Assert.True(code == 0, output);
        Assert.Equal((4_209L, 0L, 0L), (played.RecordedCount, played.DuplicateCount, played.ParkedCount));
        Assert.EndsWith("demo: 4209 events, 92 carts, 19 abandoned, 16 reminders, 0 duplicates, 0 after purchase\n", output, StringComparison.Ordinal);
    }

    sealed class Silence : IProgress<PlayState>
    {
        public void Report(PlayState value)
        {
        }
    }
}
