using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Orchestration;

public sealed class Starting_resources(FixtureApplication fixture) : IClassFixture<FixtureApplication>
{
    [Fact]
    public async Task A_service_is_told_its_parameters_and_connection_strings()
    {
        var environment = await EnvironmentOfAsync("first");
        Assert.Equal("the key", environment["Credentials__ServiceKey"]);
        Assert.Equal("as configured", environment["ConnectionStrings__configured"]);
        Assert.Equal("Host=127.0.0.1;Password=the key;Mode=Driven", environment["ConnectionStrings__database"]);
        Assert.Equal("first", environment["OTEL_SERVICE_NAME"]);
        Assert.StartsWith("service.instance.id=", environment["OTEL_RESOURCE_ATTRIBUTES"]);
    }

    [Fact]
    public async Task A_service_is_told_where_the_others_are()
    {
        var environment = await EnvironmentOfAsync("second");
        Assert.Equal(AddressOf("first", "grpc"), environment["services__first__grpc__0"]);
        Assert.Equal(AddressOf("first", "http"), environment["services__first__http__0"]);
        Assert.Equal(AddressOf("second", "grpc"), environment["Kestrel__Endpoints__grpc__Url"]);
        Assert.Contains(AddressOf("second", "http"), environment["ASPNETCORE_URLS"]);
        Assert.DoesNotContain("services__second__http__0", environment.Keys);

        var many = await EnvironmentOfAsync("many");
        Assert.Equal(AddressOf("second", "grpc"), many["services__second__grpc__0"]);
        Assert.DoesNotContain("services__second__http__0", many.Keys);
    }

    [Fact]
    public async Task A_service_gets_its_arguments()
    {
        var process = await ProcessOfAsync("second");
        Assert.Equal(["--told", "by argument"], process.GetProperty("arguments").EnumerateArray().Select(text => text.GetString()));
    }

    [Fact]
    public async Task A_service_starts_after_what_it_waits_for_is_healthy()
    {
        // The fixture's first service is unhealthy for a second.
        var first = (await ProcessOfAsync("first")).GetProperty("started").GetDateTimeOffset();
        var second = (await ProcessOfAsync("second")).GetProperty("started").GetDateTimeOffset();
        Assert.True(second - first >= TimeSpan.FromSeconds(1), $"It started {second - first} later.");
    }

    [Fact]
    public async Task Replicas_share_one_port()
    {
        var processes = new HashSet<int>();
        for (var attempt = 0; attempt < 10; attempt++)
            processes.Add((await ProcessOfAsync("many")).GetProperty("processId").GetInt32());
        Assert.Equal(2, processes.Count);
    }

    [Fact]
    public async Task What_waits_for_a_failed_resource_is_not_started_and_says_why()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var broken = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => fixture.Application.ResourceNotifications.WaitForResourceHealthyAsync(
                "broken-waiter", WaitBehavior.StopOnResourceUnavailable, patience.Token));
        Assert.Contains("Resource 'broken' is not available: it ended with code 3", broken.Message);
        var never = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => fixture.Application.ResourceNotifications.WaitForResourceHealthyAsync("never", patience.Token));
        Assert.Contains("Resource 'failing' did not complete: it ended with code 1", never.Message);
    }

    [Fact]
    public void An_unknown_resource_or_endpoint_is_named()
    {
        Assert.Contains("'nobody'", Assert.Throws<ArgumentException>(() => fixture.Application.GetEndpoint("nobody")).Message);
        Assert.Contains("'smtp'", Assert.Throws<ArgumentException>(() => fixture.Application.GetEndpoint("first", "smtp")).Message);
    }

    string AddressOf(string resource, string endpoint) =>
        fixture.Application.GetEndpoint(resource, endpoint).GetLeftPart(UriPartial.Authority);

    async Task<Dictionary<string, string>> EnvironmentOfAsync(string resource)
    {
        using var client = fixture.Application.CreateHttpClient(resource);
        return (await client.GetFromJsonAsync<Dictionary<string, string>>("/environment"))!;
    }

    // A client of its own each time: a connection stays with its replica.
    async Task<JsonElement> ProcessOfAsync(string resource)
    {
        using var client = fixture.Application.CreateHttpClient(resource);
        return await client.GetFromJsonAsync<JsonElement>("/process");
    }
}
