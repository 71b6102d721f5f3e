using System.Diagnostics;
using Automation.Testing;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>What tests of failures stand on: a process that can be killed, stopped, frozen and started again.</summary>
[Trait("kind", "stack")]
public class Running_a_process
{
    [Fact]
    public async Task It_comes_back_on_its_ports_after_a_kill()
    {
        await using var gateway = Prepare();
        await gateway.StartAsync();
        var (first, address) = (gateway.ProcessId, gateway.HttpAddress);

        gateway.Kill();
        Assert.False(LoopbackPorts.Answers(address.Port));
        await gateway.RestartAsync();

        Assert.NotEqual(first, gateway.ProcessId);
        Assert.Equal(address, gateway.HttpAddress);
        Assert.True(LoopbackPorts.Answers(address.Port));
    }

    [Fact]
    public async Task It_ends_by_itself_when_asked()
    {
        await using var gateway = Prepare();
        await gateway.StartAsync();

        Assert.Equal(0, await gateway.StopAsync());
    }

    [Fact]
    public async Task It_stands_still_when_frozen_and_goes_on_when_thawed()
    {
        await using var gateway = Prepare();
        await gateway.StartAsync();
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(500) };

        gateway.Freeze();
        await Assert.ThrowsAsync<TaskCanceledException>(() => impatient.GetAsync(new Uri(gateway.HttpAddress, "/alive")));
        gateway.Thaw();

        await gateway.HealthyAsync();
    }

    [Fact]
    public async Task It_says_what_it_printed_when_it_does_not_start()
    {
        await using var gateway = new ServiceProcess("gateway");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => gateway.StartAsync());

        Assert.Contains("Credentials:ServiceKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_leaves_nothing_behind()
    {
        var gateway = Prepare();
        await gateway.StartAsync();
        var id = gateway.ProcessId;

        await gateway.DisposeAsync();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    static ServiceProcess Prepare() => Losing_a_peer.Prepare("http://127.0.0.1:9");
}
