using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Automation.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Suite;

// One after the other: each takes the first ports that are free.
[Collection("the whole system")]
[Trait("kind", "stack")]
public sealed class Starting_the_whole_system : IAsyncLifetime
{
    // The servers run as users of their own, who must get through it; a private temporary folder would not let them.
    readonly string _data = Directory.CreateDirectory(
        Path.Combine(Path.GetTempPath(), $"automation-suite-{Guid.NewGuid():N}")).FullName;

    public Task InitializeAsync()
    {
        // The tools are installed once for this clone.
        Environment.SetEnvironmentVariable(
            "AUTOMATION_TOOLS",
            Path.Combine(Environment.GetEnvironmentVariable("AUTOMATION_DATA") ?? Repository.PathOf(".data"), "tools"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(await ProcessTable.LeftOfAsync(_data));
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Every_service_becomes_healthy_and_the_mail_server_answers()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Automation_AppHost>(
            Arguments(AppHostProcess.FreeBase()), timeout.Token);
        await using var application = await builder.BuildAsync(timeout.Token);
        await application.StartAsync(timeout.Token);

        foreach (var service in SuitePlan.AllServices)
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync(service, timeout.Token);
            using var client = application.CreateHttpClient(service);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health", timeout.Token)).StatusCode);
        }
        using var inbox = application.CreateHttpClient("mail");
        Assert.Equal("[]", await inbox.GetStringAsync("/email", timeout.Token));
    }

    [Fact]
    public async Task A_taken_port_is_named_with_its_owner_and_the_way_out()
    {
        var portBase = AppHostProcess.FreeBase();
        // The engine's gRPC port is at offset 105.
        using var owner = new TcpListener(IPAddress.Loopback, portBase + 105);
        owner.Start();
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => DistributedApplicationTestingBuilder.CreateAsync<Projects.Automation_AppHost>(Arguments(portBase)));
        Assert.Contains($"Port {portBase + 105} is taken, workflow-engine (gRPC) wants it", error.Message);
        Assert.Contains("AUTOMATION_PORT_BASE", error.Message);
    }

    string[] Arguments(int portBase) =>
    [
        $"--AUTOMATION_PORT_BASE={portBase.ToString(CultureInfo.InvariantCulture)}",
        $"--AUTOMATION_DATA={_data}",
        "--AUTOMATION_SERVERS=local",
        $"--Parameters:service-key={new string('s', 40)}",
        $"--Parameters:link-key={new string('l', 40)}",
        "--Parameters:server-password=password of a test",
        "--Parameters:clock-mode=Driven",
    ];
}
