namespace Aspire.Hosting.ApplicationModel;

/// <summary>Part of the application model only: this package starts no containers.</summary>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    public string? Entrypoint { get; } = entrypoint;
}

public enum ContainerLifetime
{
    Session,
    Persistent,
}
