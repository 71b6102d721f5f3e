using System.Diagnostics;
using System.Reflection;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    // The testing package listens here for the builder and the application that an AppHost's Main makes.
    static readonly DiagnosticListener s_listener = new("Aspire.Hosting");

    readonly List<IResource> _resources = [];
    readonly Assembly _appHost;

    public DistributedApplicationBuilder(string[] args, Assembly appHost)
    {
        _appHost = appHost;
        AppHostDirectory = appHost.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "apphostprojectpath")?.Value ?? Directory.GetCurrentDirectory();
        Configuration
            .AddJsonFile(Path.Combine(AppHostDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args);
        Notify("DistributedApplicationBuilderConstructed", this);
    }

    public ConfigurationManager Configuration { get; } = new();

    public string AppHostDirectory { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"There are two resources '{resource.Name}'.");
        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        Notify("DistributedApplicationBuilding", this);
        var console = new ResourceConsole(Console.Out);
        var dashboard = new Dashboard(Configuration, AppHostDirectory, console);
        var application = new DistributedApplication(
            new Orchestrator([.. _resources], ExecutionContext, new ProjectOutput(_appHost), dashboard, console));
        Notify("DistributedApplicationBuilt", application);
        return application;
    }

    static void Notify(string name, object what)
    {
        if (s_listener.IsEnabled(name))
            s_listener.Write(name, what);
    }

    sealed record ResourceBuilder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
        where T : IResource;
}
