using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Running;

/// <summary>The real dashboard, from Aspire's command line tool where that is installed.</summary>
sealed class Dashboard(IConfiguration configuration, string appHostDirectory, ResourceConsole console)
{
    const string Name = "dashboard";

    ChildProcess? _process;

    /// <summary>Where the services send their telemetry; none without a dashboard.</summary>
    public string? OtlpEndpoint { get; private set; }

    public async Task StartAsync()
    {
        var frontend = configuration["ASPNETCORE_URLS"]?.Split(';')[0];
        var otlp = configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"];
        if (frontend is null || otlp is null)
            return;
        if (Find() is not { } aspire)
        {
            console.Write(Name, "off: no 'aspire' on the path; npm install -g @microsoft/aspire-cli-linux-x64 brings it");
            return;
        }
        var otlpHttp = configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] ?? $"http://127.0.0.1:{PortAllocation.Free()}";
        _process = await ChildProcess.StartAsync(
            [aspire, "dashboard", "run", "--frontend-url", frontend, "--otlp-grpc-url", otlp, "--otlp-http-url", otlpHttp,
                "--allow-anonymous", "--non-interactive", "--nologo"],
            appHostDirectory,
            // Plain output, and no calls to anybody.
            new Dictionary<string, string>
            {
                ["NO_COLOR"] = "1",
                ["TERM"] = "dumb",
                ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",
                ["features__updateNotificationsEnabled"] = "false",
            },
            line =>
            {
                if (!string.IsNullOrWhiteSpace(line))
                    console.Write(Name, line.TrimEnd());
            });
        OtlpEndpoint = otlp;
    }

    public Task StopAsync(TimeSpan grace, CancellationToken hurry) => _process?.StopAsync(grace, hurry) ?? Task.CompletedTask;

    // On the path, or installed by npm next to the AppHost or above it, also under a data folder.
    string? Find()
    {
        if (OnPath.Find("aspire") is { } found)
            return found;
        for (var folder = new DirectoryInfo(appHostDirectory); folder is not null; folder = folder.Parent)
            foreach (var tools in new[] { folder.FullName, Path.Combine(folder.FullName, ".data", "tools") })
            {
                var scope = Path.Combine(tools, "node_modules", "@microsoft");
                if (Directory.Exists(scope)
                    && Directory.EnumerateDirectories(scope, "aspire-cli-*")
                        .Select(package => Path.Combine(package, "bin", "aspire"))
                        .FirstOrDefault(File.Exists) is { } installed)
                    return installed;
            }
        return null;
    }
}
