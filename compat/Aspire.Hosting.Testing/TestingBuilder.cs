using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Testing;

sealed class TestingBuilder(EntryPoint entryPoint, IDistributedApplicationBuilder inner) : IDistributedApplicationTestingBuilder
{
    DistributedApplication? _application;

    public ConfigurationManager Configuration => inner.Configuration;

    public string AppHostDirectory => inner.AppHostDirectory;

    public DistributedApplicationExecutionContext ExecutionContext => inner.ExecutionContext;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource => inner.AddResource(resource);

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => inner.CreateResourceBuilder(resource);

    public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

    public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
        _application = await entryPoint.BuildAsync().WaitAsync(cancellationToken);

    public void Dispose()
    {
        entryPoint.Abandon();
        _application?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        entryPoint.Abandon();
        if (_application is not null)
            await _application.DisposeAsync();
    }
}
