using Automation.Clients.Ingestion;
using Automation.Gateway.Authentication;
using Automation.Gateway.OpenApi;
using Automation.Gateway.Problems;
using Automation.Gateway.Proxy;
using Automation.Gateway.Reflection;
using Automation.Gateway.Rest;
using Automation.Gateway.Telemetry;
using Automation.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;

namespace Automation.Gateway;

/// <summary>The one entry point of the suite: REST from the contracts, gRPC as it is, and the services' own pages.</summary>
public static class GatewayModule
{
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("gateway");
        builder.Services.AddRemoteApiKeys();
        builder.Services.AddOptions<GatewayOptions>().BindConfiguration("Gateway").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptions.Validator>();
        builder.Services.AddSingleton<GatewayMetrics>();
        builder.Services.AddSingleton<CallerAuthentication>();
        builder.Services.AddSingleton<RestCaller>();
        builder.Services.AddRequestDecompression();
        builder.Services.AddSuiteReflection();
        builder.Services.AddSingleton<IProxyConfigFilter, SuiteAddresses>();
        // The proxy asks for data protection, for a session affinity that no route has: no key is to lie on a disk for it.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .ConfigureHttpClient((_, handler) => SuiteAddresses.Watch(handler));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A stream may be silent for long; a caller that is gone is noticed by these pings.
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        });
        return builder;
    }

    public static WebApplication MapGateway(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.UseProblemsForUnknownRoutes();
        // Only what is read here: everything else is passed on as it is.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), rest => rest.UseRequestDecompression());
        app.MapRest();
        app.MapOpenApi();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ProxyAuthentication>();
            proxy.UseMiddleware<ConnectFailover>();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        return app;
    }
}
