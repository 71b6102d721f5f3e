namespace Aspire.Hosting;

public static class RedisBuilderExtensions
{
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null,
        IResourceBuilder<ParameterResource>? password = null) =>
        throw new DistributedApplicationException(
            $"AddRedis(\"{name}\") needs a container runtime, and this stand-in for Aspire.Hosting drives none: "
            + "start a local Redis with AddExecutable, or restore from a registry that has Aspire.Hosting.Redis 13.5.2.");

    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) => builder;
}
