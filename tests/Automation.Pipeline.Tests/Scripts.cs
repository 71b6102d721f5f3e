using System.Diagnostics;
using Automation.Testing;

namespace Automation.Pipeline.Tests;

/// <summary>Runs the sample's own scripts as a person does.</summary>
static class Scripts
{
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>Cuts days out of the committed week.</summary>
    public static async Task<string> CutAsync(DateOnly first, DateOnly last, string folder)
    {
        var target = Path.Combine(folder, $"{first:yyyy-MM-dd}.csv.gz");
        var (code, output) = await RunAsync(
            "cut.py", Repository.PathOf("samples", "online-retail", "week.csv.gz"), target, $"{first:yyyy-MM-dd}", $"{last:yyyy-MM-dd}");
        Assert.True(code == 0, output);
        return target;
    }

    /// <summary>Runs a script of samples/online-retail.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("python3")
        {
            ArgumentList = { Repository.PathOf("samples", "online-retail", script) },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        }.With(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script} did not end within {s_limit}: {await output}{await errors}");
        }
        return (process.ExitCode, await output + await errors);
    }

    static ProcessStartInfo With(this ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
