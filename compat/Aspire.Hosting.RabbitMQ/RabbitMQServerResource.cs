namespace Aspire.Hosting.ApplicationModel;

public class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString
{
    internal RabbitMQServerResource(string name, ReferenceExpression connectionString)
        : base(name) => ConnectionStringExpression = connectionString;

    public ReferenceExpression ConnectionStringExpression { get; }
}
