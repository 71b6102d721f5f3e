using System.Globalization;
using Automation.ServiceDefaults.Admission;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Health;
using Automation.ServiceDefaults.Progress;
using Automation.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Automation.ServiceDefaults;

/// <summary>How every service of the suite behaves.</summary>
public static class ServiceDefaults
{
    /// <summary>Telemetry, clocks, credentials (who resolves the keys of shops, the host says: <see cref="IApiKeys"/>), channels to the other services, gRPC with the fault table, graceful shutdown.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">Its name in the AppHost, for example <c>workflow-engine</c>.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        // Whatever the machine's language, also in hosts that have ICU.
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        builder.AddTelemetry(serviceName);
        builder.AddClocks();
        builder.Services.AddOptions<CredentialOptions>().BindConfiguration("Credentials").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<CredentialOptions>, CredentialOptionsValidator>();
        builder.Services.AddSingleton<ServiceCredential>();
        builder.Services.AddSingleton<CredentialCheck>();
        builder.Services.AddOptions<CallLimitOptions>().BindConfiguration("CallLimits").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<CallLimitOptions>, CallLimitOptionsValidator>();
        builder.Services.AddSingleton<CallLimits>();
        builder.Services.AddSingleton<ServiceChannels>();
        builder.Services.AddHealthChecks();
        builder.Services.AddGrpc(options =>
        {
            options.Interceptors.Add<FaultInterceptor>();
            options.Interceptors.Add<StaleConnectionRetry>();
        });
        builder.Services.AddGrpcReflection();
        // In-flight calls and batches end by themselves within this; what does not is cut off and repeated by its owner.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(15));
        return builder;
    }

    /// <summary><c>/health</c>, <c>/alive</c>, grpc.health.v1, the progress service, gRPC reflection.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.UseUnreadableMessages();
        app.UseCallAdmission();
        app.MapHealthChecks("/health");
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false });
        app.MapGrpcService<HealthRpc>();
        app.MapGrpcService<ProgressRpc>();
        app.MapGrpcReflectionService();
        return app;
    }
}
