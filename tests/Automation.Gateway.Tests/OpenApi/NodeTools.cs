using System.Diagnostics;
using Automation.Testing;

namespace Automation.Gateway.Tests.OpenApi;

/// <summary>The programs that <c>install.sh --tests</c> installs from npm.</summary>
static class NodeTools
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public static string Folder { get; } = Path.GetFullPath(
        Path.Combine(Environment.GetEnvironmentVariable("AUTOMATION_DATA") ?? Repository.PathOf(".data"), "tools"));

    /// <summary>A script of a package.</summary>
    public static string Script(string package, string path) => Path.Combine(Folder, "node_modules", package, path) is var script && File.Exists(script)
        ? script
        : throw new InvalidOperationException($"{script} is missing; ./install.sh --tests installs it.");

    /// <summary>Runs node and answers what it prints; fails with that when it fails.</summary>
    public static Task<string> NodeAsync(string folder, params string[] arguments) => RunAsync("node", folder, arguments);

    public static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {s_limit}.");
        }
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }
}
