using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Clocks;

public sealed class Choosing_a_clock : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void Without_a_word_the_shop_has_real_time_at_stored_precision()
    {
        using var host = Build();
        var shop = host.Services.GetRequiredKeyedService<TimeProvider>(ShopClock.Key);
        var before = TimeProvider.System.GetUtcNow().ToStoredPrecision();

        var now = shop.GetUtcNow();

        Assert.InRange(now, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(0, now.Ticks % TimeSpan.TicksPerMicrosecond);
    }

    [Fact]
    public void Real_time_stays_real_whatever_the_shop_has()
    {
        using var host = Build(("Mode", "Driven"), ("Path", _folder.Path), ("Epoch", "2010-11-29T08:00:00Z"));

        Assert.Same(TimeProvider.System, host.Services.GetRequiredService<TimeProvider>());
        Assert.Equal(2010, host.Services.GetRequiredKeyedService<TimeProvider>(ShopClock.Key).GetUtcNow().Year);
    }

    [Fact]
    public void A_scaled_clock_takes_its_figures_from_the_configuration()
    {
        using var host = Build(("Mode", "Scaled"), ("Path", _folder.Path), ("Epoch", "2010-11-29T08:00:00Z"), ("Speed", "1000"));
        var shop = host.Services.GetRequiredKeyedService<TimeProvider>(ShopClock.Key);

        var elapsed = shop.GetUtcNow() - new DateTimeOffset(2010, 11, 29, 8, 0, 0, TimeSpan.Zero);

        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromHours(10));
    }

    [Theory]
    [InlineData("Clock:Path", "Mode=Driven")]
    [InlineData("Clock:Path", "Mode=Scaled")]
    [InlineData("Clock:Speed", "Mode=Scaled", "Path=x", "Speed=0")]
    [InlineData("Clock:Speed", "Mode=Scaled", "Path=x", "Speed=-1")]
    public async Task A_configuration_that_cannot_work_is_refused_at_the_start(string named, params string[] settings)
    {
        using var host = Build([.. settings.Select(setting => (setting.Split('=')[0], setting.Split('=')[1]))]);

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    static IHost Build(params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(pair => $"Clock:{pair.Name}", pair => (string?)pair.Value));
        builder.AddClocks();
        return builder.Build();
    }
}
