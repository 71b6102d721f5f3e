using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceNotificationService
{
    readonly Func<string, RunningResource?> _find;

    internal ResourceNotificationService(Func<string, RunningResource?> find) => _find = find;

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, WaitBehavior.StopOnResourceUnavailable, cancellationToken);

    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var resource = _find(resourceName)
            ?? throw new DistributedApplicationException($"There is no resource '{resourceName}'.");
        await resource.Status.HealthyAsync(waitBehavior, cancellationToken);
        return new ResourceEvent(resource.Resource, resource.Resource.Name);
    }

    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        resourceEvent = _find(resourceId) is { } found ? new ResourceEvent(found.Resource, found.Resource.Name) : null;
        return resourceEvent is not null;
    }
}

public class ResourceEvent
{
    internal ResourceEvent(IResource resource, string resourceId)
    {
        Resource = resource;
        ResourceId = resourceId;
    }

    public IResource Resource { get; }

    public string ResourceId { get; }
}
