using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>A port that a resource listens on.</summary>
sealed class Endpoint : IResourceAnnotation
{
    public required string Name { get; init; }

    public required string Scheme { get; init; }

    public int? Port { get; init; }

    public int? TargetPort { get; init; }

    /// <summary>The variable that tells the process its port.</summary>
    public string? EnvironmentVariable { get; init; }

    public bool IsProxied { get; init; } = true;

    public bool IsExternal { get; set; }

    /// <summary>The port that others use; known before the first process starts.</summary>
    public int AllocatedPort { get; set; }

    public bool IsWeb => Scheme is "http" or "https";

    // Services are looked up by scheme where the endpoint carries no name of its own.
    public string DiscoveryKey => Name is "http" or "https" ? Scheme : Name;
}

sealed record EnvironmentAnnotation(Action<EnvironmentCallbackContext> Callback) : IResourceAnnotation;

sealed record ArgumentsAnnotation(IReadOnlyList<object> Arguments) : IResourceAnnotation;

sealed record WaitAnnotation(IResource Dependency, WaitBehavior Behavior, int? ExitCode) : IResourceAnnotation;

sealed record HealthCheckAnnotation(string Path, int StatusCode, string? EndpointName) : IResourceAnnotation;

sealed record ReplicasAnnotation(int Count) : IResourceAnnotation;

sealed record ProjectAnnotation(string Path) : IResourceAnnotation;

static class Annotated
{
    public static IEnumerable<T> All<T>(this IResource resource)
        where T : IResourceAnnotation => resource.Annotations.OfType<T>();

    public static IEnumerable<Endpoint> Endpoints(this IResource resource) => resource.All<Endpoint>();

    public static int Replicas(this IResource resource) => resource.All<ReplicasAnnotation>().LastOrDefault()?.Count ?? 1;
}
