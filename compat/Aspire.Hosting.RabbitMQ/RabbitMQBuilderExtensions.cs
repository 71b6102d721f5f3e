namespace Aspire.Hosting;

public static class RabbitMQBuilderExtensions
{
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null, int? port = null) =>
        throw new DistributedApplicationException(
            $"AddRabbitMQ(\"{name}\") needs a container runtime, and this stand-in for Aspire.Hosting drives none: "
            + "start a local RabbitMQ with AddExecutable, or restore from a registry that has Aspire.Hosting.RabbitMQ 13.5.2.");

    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) => builder;
}
