using Aspire.Hosting.Running;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var name = source.Resource.ConnectionStringEnvironmentVariable
            ?? $"ConnectionStrings__{connectionName ?? source.Resource.Name}";
        return optional
            ? builder.WithEnvironment(name, ReferenceExpression.Create($"{new Optional(source.Resource)}"))
            : builder.WithEnvironment(name, ReferenceExpression.Create($"{source}"));
    }

    /// <summary>Tells where every endpoint of a service is: services__{name}__{endpoint}__0.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment =>
        builder.WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.Endpoints())
                Discover(context, source.GetEndpoint(endpoint.Name));
        });

    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment =>
        builder.WithEnvironment(context => Discover(context, endpointReference));

    static void Discover(EnvironmentCallbackContext context, EndpointReference endpoint) =>
        context.EnvironmentVariables[$"services__{endpoint.Resource.Name}__{endpoint.Endpoint.DiscoveryKey}__0"] = endpoint;

    // An optional connection string that is not configured is an empty one.
    sealed class Optional(IResourceWithConnectionString source) : IValueProvider, IManifestExpressionProvider
    {
        public string ValueExpression => source.ValueExpression;

        public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await source.GetConnectionStringAsync(cancellationToken);
            }
            catch (MissingParameterValueException)
            {
                return null;
            }
        }
    }
}
