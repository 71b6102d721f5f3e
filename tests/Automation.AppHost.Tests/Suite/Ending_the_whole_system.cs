using Automation.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Suite;

[Trait("kind", "fault")]
public sealed class Ending_the_whole_system
{

    [Theory]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Kill)]
    public async Task Services_end_before_their_servers_and_nothing_is_left(int signal)
    {
        using var appHost = new AppHostProcess();
        await appHost.HealthyAsync();
        Assert.Equal(SuitePlan.AllServices.Count, Services(appHost).Count);
        Assert.Equal(3, Servers(appHost).Count);

        appHost.Send(signal);
        var servers = Servers(appHost);
        while (servers.Count == 3)
        {
            await Task.Delay(20);
            // In this order: a service that is seen was there before the servers were looked at.
            var services = Services(appHost);
            servers = Servers(appHost);
            Assert.True(servers.Count == 3 || services.Count == 0, $"{string.Join(", ", services)} outlived a server");
        }
        await appHost.EndedAsync();
        await NothingIsLeftOf(appHost);
    }

    [Fact]
    public async Task Interrupted_while_it_starts_nothing_is_left()
    {
        using var appHost = new AppHostProcess();
        // RabbitMQ's port mapper is there; RabbitMQ and the services are on their way.
        while (!LoopbackPorts.Answers(appHost.PortBase + 174))
            await Task.Delay(20);
        appHost.Send(Signals.Interrupt);
        await appHost.EndedAsync();
        await NothingIsLeftOf(appHost);
    }

    static async Task NothingIsLeftOf(AppHostProcess appHost)
    {
        Assert.Empty(await ProcessTable.LeftOfAsync(appHost.Data));
        Assert.DoesNotContain(Enumerable.Range(appHost.PortBase, 200), LoopbackPorts.Answers);
    }

    // The built program, not the `dotnet run` over it.
    static List<string> Services(AppHostProcess appHost) =>
        [.. ProcessTable.CommandsOf(appHost.Data).Where(command => command.Contains("/bin/", StringComparison.Ordinal)
            && Path.GetFileName(command).StartsWith("Automation.", StringComparison.Ordinal))];

    static List<string> Servers(AppHostProcess appHost) =>
        [.. ProcessTable.CommandsOf(appHost.Data).Select(Path.GetFileName).OfType<string>()
            .Where(command => command is "postgres" or "redis-server" or "beam.smp")];
}
