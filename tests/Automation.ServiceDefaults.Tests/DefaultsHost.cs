using System.Net;
using Automation.Clients.Ingestion;
using Automation.Desk.V1;
using Automation.ServiceDefaults.Credentials;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.ServiceDefaults.Tests;

/// <summary>A service with the suite's defaults and handlers that a test writes, on real connections.</summary>
sealed class DefaultsHost : IAsyncDisposable
{
    public const string ServiceKey = "a-service-key-of-more-than-thirty-two-characters";

    readonly WebApplication _app;

    DefaultsHost(WebApplication app, Handlers handlers, string grpcAddress, string httpAddress)
    {
        _app = app;
        Handlers = handlers;
        GrpcAddress = grpcAddress;
        HttpAddress = new Uri(httpAddress);
    }

    public Handlers Handlers { get; }

    public string GrpcAddress { get; }

    public Uri HttpAddress { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<DefaultsHost> StartAsync(
        Action<WebApplicationBuilder>? configure = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var handlers = new Handlers();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Credentials:ServiceKey"] = ServiceKey,
            // Where keys are asked for; a test that has keys names its own.
            ["services:ingestion:grpc:0"] = "http://127.0.0.1:9",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton(handlers);
        builder.AddServiceDefaults("host");
        builder.Services.AddRemoteApiKeys();
        configure?.Invoke(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<Desk>();
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        return new DefaultsHost(app, handlers, addresses[0], addresses[1]);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    sealed class Desk(Handlers handlers) : DeskService.DeskServiceBase
    {
        public override async Task<AskResponse> Ask(AskRequest request, ServerCallContext context)
        {
            Interlocked.Increment(ref handlers.Calls);
            await handlers.Ask(context);
            return new AskResponse { ShopId = context.RequireShop() };
        }

        public override Task<ManageResponse> Manage(ManageRequest request, ServerCallContext context)
        {
            context.RequireService();
            return Task.FromResult(new ManageResponse());
        }

        public override async Task Count(
            IAsyncStreamReader<CountRequest> requests, IServerStreamWriter<CountResponse> responses, ServerCallContext context)
        {
            await foreach (var request in requests.ReadAllAsync(context.CancellationToken))
                await responses.WriteAsync(new CountResponse { Number = request.Number });
        }
    }
}

/// <summary>What the handlers of a <see cref="DefaultsHost"/> do, and how often they were reached.</summary>
sealed class Handlers
{
    public int Calls;

    public Func<ServerCallContext, Task> Ask { get; set; } = _ => Task.CompletedTask;
}
