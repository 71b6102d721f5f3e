namespace Automation.AppHost;

/// <summary>Adds services, each started with what all of them are started with.</summary>
sealed class Services(IDistributedApplicationBuilder builder, Ports ports)
{
    readonly IResourceBuilder<ParameterResource> _serviceKey = builder.AddParameter("service-key", secret: true);
    readonly IResourceBuilder<ParameterResource> _clockMode = builder.AddSetting("clock-mode", "System");
    readonly IResourceBuilder<ParameterResource> _clockSpeed = builder.AddSetting("clock-speed", "1");
    readonly IResourceBuilder<ParameterResource> _clockEpoch = builder.AddSetting("clock-epoch", "");

    /// <summary>A service whose gRPC port is at this offset; HTTP has the next one.</summary>
    public IResourceBuilder<ProjectResource> Add<TProject>(string name, int grpc)
        where TProject : IProjectMetadata, new() => Add<TProject>(name, grpc: grpc, http: grpc + 1);

    public IResourceBuilder<ProjectResource> Add<TProject>(string name, int grpc, int http)
        where TProject : IProjectMetadata, new()
    {
        ports.Claim(grpc, $"{name} (gRPC)");
        ports.Claim(http, $"{name} (HTTP)");
        var service = builder.AddProject<TProject>(name, options =>
        {
            options.ExcludeLaunchProfile = true;
            // Named below; those in a service's own settings are for running it alone.
            options.ExcludeKestrelEndpoints = true;
        });
        return service
            .WithEndpoint(port: ports.At(grpc), targetPort: ports.At(grpc), scheme: "http", name: "grpc", isProxied: false)
            .WithHttpEndpoint(port: ports.At(http), targetPort: ports.At(http), name: "http", isProxied: false)
            .WithEnvironment("Kestrel__Endpoints__grpc__Url", service.GetEndpoint("grpc"))
            .WithEnvironment("Kestrel__Endpoints__http__Url", service.GetEndpoint("http"))
            // Kestrel would warn that its named endpoints override these.
            .WithEnvironment(context => context.EnvironmentVariables.Remove("ASPNETCORE_URLS"))
            .WithEnvironment("Credentials__ServiceKey", _serviceKey)
            .WithEnvironment("Clock__Mode", _clockMode)
            .WithEnvironment("Clock__Speed", _clockSpeed)
            .WithEnvironment("Clock__Epoch", _clockEpoch)
            .WithEnvironment("Clock__Path", Path.Combine(builder.DataFolder(), "clock"))
            // Over HTTP/1.1: a port that speaks only HTTP/2 would answer 400.
            .WithHttpHealthCheck("/health", endpointName: "http");
    }
}
