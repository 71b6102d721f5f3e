using System.Diagnostics;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Where the build of a project ended up.</summary>
sealed class ProjectOutput(Assembly appHost)
{
    public async Task<(List<string> CommandLine, string Folder)> CommandAsync(string project, CancellationToken cancellationToken)
    {
        var output = Known(project) ?? await BuildAsync(project, cancellationToken);
        if (!File.Exists(output))
            throw new DistributedApplicationException($"{output} is missing; build {project} first.");
        // Its own folder: a service reads its appsettings.json from the working directory.
        return (["dotnet", output], Path.GetDirectoryName(project)!);
    }

    // The build of the AppHost notes the outputs of the projects it references.
    string? Known(string project) =>
        appHost.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == $"aspire-output:{project}")?.Value;

    // A project named only by its path was not built with the AppHost.
    static async Task<string> BuildAsync(string project, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["build", project, "--nologo", "-getProperty:TargetPath", "-getTargetResult:Build"])
        {
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        var answer = await build.StandardOutput.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        if (build.ExitCode != 0)
            throw new DistributedApplicationException($"{project} does not build:\n{answer}");
        using var json = System.Text.Json.JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("Properties").GetProperty("TargetPath").GetString()!;
    }
}
