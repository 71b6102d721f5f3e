using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>What Properties/launchSettings.json says of a project: its variables and its addresses.</summary>
static class LaunchProfile
{
    static readonly JsonDocumentOptions s_json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static void Apply(IResourceBuilder<ProjectResource> project, string projectPath, ProjectResourceOptions options)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (options.ExcludeLaunchProfile || !File.Exists(file))
            return;
        using var settings = JsonDocument.Parse(File.ReadAllText(file), s_json);
        if (!settings.RootElement.TryGetProperty("profiles", out var profiles))
            return;
        foreach (var profile in profiles.EnumerateObject().Where(profile => options.LaunchProfileName is { } wanted
            ? profile.Name == wanted
            : profile.Value.TryGetProperty("commandName", out var command) && command.GetString() == "Project").Take(1))
        {
            if (profile.Value.TryGetProperty("environmentVariables", out var variables))
                foreach (var variable in variables.EnumerateObject())
                    project.WithEnvironment(variable.Name, variable.Value.GetString());
            if (profile.Value.TryGetProperty("applicationUrl", out var urls))
                foreach (var url in urls.GetString()!.Split(';').Select(url => new Uri(url)).DistinctBy(url => url.Scheme))
                    project.WithEndpoint(port: url.Port, scheme: url.Scheme, name: url.Scheme);
        }
    }
}
