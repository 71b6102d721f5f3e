using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>A resource of the running application.</summary>
sealed class RunningResource(IResource resource)
{
    public IResource Resource { get; } = resource;

    public ResourceStatus Status { get; } = new(resource.Name);

    public List<ChildProcess> Processes { get; } = [];

    /// <summary>How many resources stand between this one and the first; stopping goes the other way.</summary>
    public int Depth { get; set; }

    public IEnumerable<WaitAnnotation> Waits => Resource.All<WaitAnnotation>();
}
