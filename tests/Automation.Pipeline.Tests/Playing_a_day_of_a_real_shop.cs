using Automation.Samples.Player.Playing;

namespace Automation.Pipeline.Tests;

[Trait("kind", "stack")]
public sealed class Playing_a_day_of_a_real_shop
{
    // 92 carts, 19 of them abandoned, some stopped by a later order, some without consent or address.
    static readonly DateOnly s_day = new(2010, 11, 5);

    [Fact]
    public async Task Exactly_the_right_reminders_come_out()
    {
        await using var day = await SampleDays.StartAsync(s_day, s_day);

        var played = await day.PlayAsync(new Silence());
        var (code, output) = await day.CheckAsync(allowUnknown: 0);

        Assert.True(code == 0, output);
        Assert.Equal((4_209L, 0L, 0L), (played.RecordedCount, played.DuplicateCount, played.ParkedCount));
        Assert.EndsWith("demo: 4209 events, 92 carts, 19 abandoned, 16 reminders, 0 duplicates, 0 after purchase\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    public async Task The_same_come_out_when_every_service_is_killed_once(int seed)
    {
        await using var day = await SampleDays.StartAsync(s_day, s_day);
        var killing = new Killing(day.Suite, seed);

        var played = await day.PlayAsync(killing);
        await killing.EndAsync();
        var (code, output) = await day.CheckAsync(allowUnknown: 1);

        Assert.Equal(6, killing.Killed.Distinct().Count());
        Assert.True(code == 0, $"killed {string.Join(", ", killing.Killed)}\n{output}");
        Assert.Equal(0, played.ParkedCount);
    }

    sealed class Silence : IProgress<PlayState>
    {
        public void Report(PlayState value)
        {
        }
    }
}
