using Automation.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Suite;

// One after the other: each takes the first ports that are free.
[Collection("the whole system")]
[Trait("kind", "fault")]
public sealed class Ending_the_whole_system
{
    // postgres, rabbitmq, redis.
    static readonly int[] s_servers = [132, 172, 179];

    [Fact]
    public async Task Services_end_before_their_servers_and_nothing_is_left()
    {
        using var appHost = new AppHostProcess();
        await appHost.HealthyAsync();
        Assert.Equal(SuitePlan.AllServices.Count, Services(appHost).Count);
        Assert.Equal(3, Servers(appHost).Count);

        appHost.Send(Signals.Terminate);
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

    // Nobody is there then to end them in order: the orchestrator ends all at once.
    [Fact]
    public async Task Killed_nothing_is_left()
    {
        using var appHost = new AppHostProcess();
        await appHost.HealthyAsync();
        Assert.Equal(3, Servers(appHost).Count);
        appHost.Send(Signals.Kill);
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

    // By their ports: Redis writes its title over the environment that it was started with.
    static List<int> Servers(AppHostProcess appHost) =>
        [.. s_servers.Where(offset => LoopbackPorts.Answers(appHost.PortBase + offset))];
}
