using Automation.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Suite;

// One after the other: each takes the first ports that are free.
[Collection("the whole system")]
[Trait("kind", "fault")]
public sealed class Ending_the_whole_system
{
    // Nobody is there then to end them in order: the orchestrator ends all at once.
    [Fact]
    public async Task Killed_nothing_is_left()
    {
        using var appHost = new AppHostProcess();
        await appHost.HealthyAsync();
        Assert.Equal(3, appHost.Servers.Count);
        appHost.Send(Signals.Kill);
        await appHost.EndedAsync();
        await appHost.NothingIsLeftAsync();
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
        await appHost.NothingIsLeftAsync();
    }
}
