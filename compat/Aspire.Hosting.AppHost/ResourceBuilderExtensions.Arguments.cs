using Aspire.Hosting.Running;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.WithArgs((object[])args);

    /// <summary>Arguments that may be parameters, endpoints and expressions.</summary>
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params object[] args)
        where T : IResourceWithArgs
    {
        builder.Resource.Annotations.Add(
            new ArgumentsAnnotation([.. args.Select(arg => arg is IResourceBuilder<IResource> resource ? resource.Resource : arg)]));
        return builder;
    }
}
