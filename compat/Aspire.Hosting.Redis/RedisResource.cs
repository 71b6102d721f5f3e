namespace Aspire.Hosting.ApplicationModel;

public class RedisResource : ContainerResource, IResourceWithConnectionString
{
    internal RedisResource(string name, ReferenceExpression connectionString)
        : base(name) => ConnectionStringExpression = connectionString;

    public ReferenceExpression ConnectionStringExpression { get; }
}
