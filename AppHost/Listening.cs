namespace Automation.AppHost;

/// <summary>The two ports of a service: HTTP/2 for gRPC and HTTP/1.1, known as <c>grpc</c> and <c>http</c>.</summary>
static class Listening
{
    public static IResourceBuilder<ProjectResource> Listen(
        this IResourceBuilder<ProjectResource> service, Ports ports, string name, int grpc, int http)
    {
        if (service.ApplicationBuilder.ExecutionContext.IsPublishMode)
            // Each in a place of its own, so all may have the same; which ports callers see is for the place to say.
            service.WithHttpEndpoint(targetPort: 8081, name: "grpc").WithHttpEndpoint(targetPort: 8080, name: "http")
                .WithEnvironment("Kestrel__Endpoints__grpc__Url", AnyAddress(service.GetEndpoint("grpc")))
                .WithEnvironment("Kestrel__Endpoints__http__Url", AnyAddress(service.GetEndpoint("http")));
        else
            service
                .WithHttpEndpoint(
                    port: ports.Claim(grpc, $"{name} (gRPC)"), targetPort: ports.At(grpc), name: "grpc", isProxied: false)
                .WithHttpEndpoint(
                    port: ports.Claim(http, $"{name} (HTTP)"), targetPort: ports.At(http), name: "http", isProxied: false)
                .WithEnvironment("Kestrel__Endpoints__grpc__Url", service.GetEndpoint("grpc"))
                .WithEnvironment("Kestrel__Endpoints__http__Url", service.GetEndpoint("http"));
        return service
            .WithEndpoint("grpc", endpoint => endpoint.Transport = "http2")
            // A browser could not open it.
            .WithUrlForEndpoint("grpc", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            // Kestrel would warn that its named endpoints override these.
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables.Remove("ASPNETCORE_URLS");
                context.EnvironmentVariables.Remove("HTTP_PORTS");
            })
            // Over HTTP/1.1: a port that speaks only HTTP/2 would answer 400.
            .WithHttpHealthCheck("/health", endpointName: "http");
    }

    static ReferenceExpression AnyAddress(EndpointReference endpoint) =>
        ReferenceExpression.Create($"http://*:{endpoint.Property(EndpointProperty.TargetPort)}");
}
