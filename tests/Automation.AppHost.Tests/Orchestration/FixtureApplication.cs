using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Orchestration;

/// <summary>The fixture's AppHost, started once for the tests that only look at it.</summary>
public sealed class FixtureApplication : IAsyncLifetime
{
    IDistributedApplicationTestingBuilder? _builder;
    DistributedApplication? _application;

    public DistributedApplication Application => _application ?? throw new InvalidOperationException("Not started.");

    public static string[] Arguments(string mark, string journal = "") =>
    [
        "--Parameters:service-key=the key", "--ConnectionStrings:configured=as configured", $"--MARK={mark}", $"--JOURNAL={journal}",
    ];

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Fixture_AppHost>(
            Arguments(Guid.NewGuid().ToString()), patience.Token);
        _application = await _builder.BuildAsync(patience.Token);
        await _application.StartAsync(patience.Token);
        await _application.ResourceNotifications.WaitForResourceHealthyAsync("many", patience.Token);
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        if (_builder is not null)
            await _builder.DisposeAsync();
    }
}
