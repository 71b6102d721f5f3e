using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

public sealed class EndpointReference : IManifestExpressionProvider, IValueProvider
{
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        Resource = owner;
        EndpointName = endpointName;
    }

    public IResourceWithEndpoints Resource { get; }

    public string EndpointName { get; }

    public bool Exists => Resource.Endpoints().Any(endpoint => endpoint.Name == EndpointName);

    public string Scheme => Endpoint.Scheme;

    public string Host => "localhost";

    public int Port => Endpoint.AllocatedPort;

    public int? TargetPort => Endpoint.TargetPort ?? Endpoint.AllocatedPort;

    public string Url => $"{Scheme}://{Host}:{Port}";

    public bool IsHttp => Scheme == "http";

    public bool IsHttps => Scheme == "https";

    public string ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    internal Endpoint Endpoint =>
        Resource.Endpoints().SingleOrDefault(endpoint => endpoint.Name == EndpointName)
        ?? throw new DistributedApplicationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);
}
