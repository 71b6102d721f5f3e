using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>Endpoints that a service declares itself, in Kestrel:Endpoints of its appsettings.json.</summary>
static class KestrelEndpoints
{
    public static void Apply(IResourceBuilder<ProjectResource> project, string projectPath, ProjectResourceOptions options)
    {
        if (options.ExcludeKestrelEndpoints)
            return;
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Path.GetDirectoryName(projectPath)!, "appsettings.json"), optional: true)
            .Build();
        foreach (var section in settings.GetSection("Kestrel:Endpoints").GetChildren())
            if (Uri.TryCreate(section["Url"], UriKind.Absolute, out var url))
                project
                    .WithEndpoint(port: url.Port, scheme: url.Scheme, name: section.Key)
                    .WithEnvironment($"Kestrel__Endpoints__{section.Key}__Url", project.GetEndpoint(section.Key))
                    // Kestrel would warn that its own endpoints override these.
                    .WithEnvironment(context => context.EnvironmentVariables.Remove("ASPNETCORE_URLS"));
    }
}
