using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Works out how one replica is started: its ports, its environment, its command line.</summary>
sealed class Launch(DistributedApplicationExecutionContext executionContext, string? otlpEndpoint, ProjectOutput outputs)
{
    /// <summary>The port that a replica itself listens on.</summary>
    public static IReadOnlyDictionary<Endpoint, int> TargetPorts(IResource resource) =>
        resource.Endpoints().ToDictionary(
            endpoint => endpoint,
            endpoint => resource.Replicas() > 1 ? PortAllocation.Free() : endpoint.TargetPort ?? endpoint.AllocatedPort);

    public async Task<Dictionary<string, string>> EnvironmentAsync(
        IResource resource, IReadOnlyDictionary<Endpoint, int> ports, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, cancellationToken: cancellationToken);
        var variables = context.EnvironmentVariables;
        foreach (var (endpoint, port) in ports)
            if (endpoint.EnvironmentVariable is { } name)
                variables[name] = port.ToString(CultureInfo.InvariantCulture);
        if (resource is ProjectResource)
            AddProjectVariables(resource, ports, variables);
        foreach (var annotation in resource.All<EnvironmentAnnotation>())
            annotation.Callback(context);

        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
            if (await TextAsync(resource, value, ports, cancellationToken) is { } text)
                environment[name] = text;
        return environment;
    }

    public async Task<(List<string> CommandLine, string WorkingDirectory)> CommandAsync(
        IResource resource, IReadOnlyDictionary<Endpoint, int> ports, CancellationToken cancellationToken)
    {
        var (commandLine, folder) = resource switch
        {
            ExecutableResource executable => ([executable.Command], executable.WorkingDirectory),
            _ => await outputs.CommandAsync(resource.All<ProjectAnnotation>().Single().Path, cancellationToken),
        };
        foreach (var argument in resource.All<ArgumentsAnnotation>().SelectMany(annotation => annotation.Arguments))
            commandLine.Add(await TextAsync(resource, argument, ports, cancellationToken) ?? "");
        return (commandLine, folder);
    }

    void AddProjectVariables(IResource resource, IReadOnlyDictionary<Endpoint, int> ports, Dictionary<string, object> variables)
    {
        var web = ports.Where(pair => pair.Key.IsWeb).ToList();
        if (web.Count > 0)
            variables["ASPNETCORE_URLS"] = string.Join(';', web.Select(pair => $"{pair.Key.Scheme}://localhost:{pair.Value}"));
        if (otlpEndpoint is not null)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlpEndpoint;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        }
        variables["OTEL_SERVICE_NAME"] = resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid():N}";
    }

    // A resource's own endpoint means the port this replica listens on, anybody else's the one to call.
    static async Task<string?> TextAsync(
        IResource resource, object value, IReadOnlyDictionary<Endpoint, int> ports, CancellationToken cancellationToken) =>
        value switch
        {
            string text => text,
            EndpointReference own when own.Resource == resource => $"{own.Scheme}://{own.Host}:{ports[own.Endpoint]}",
            IValueProvider provider => await provider.GetValueAsync(cancellationToken),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
