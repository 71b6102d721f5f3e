using Automation.Samples.Player;
using Automation.Samples.Player.Playing;
using Automation.Testing;
using Microsoft.Extensions.Configuration;

namespace Automation.Pipeline.Tests;

/// <summary>A day of the sample on a suite of its own: from the gateway to the inbox.</summary>
sealed class SampleDay : IAsyncDisposable
{
    // 92 carts, 19 of them abandoned, some stopped by a later order, some without consent or address.
    static readonly DateOnly s_date = new(2010, 11, 5);

    readonly string _folder;
    readonly string _sample;

    SampleDay(Suite suite, string folder, string sample) => (Suite, _folder, _sample) = (suite, folder, sample);

    public Suite Suite { get; }

    public static async Task<SampleDay> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("automation-day-").FullName;
        var sample = await Scripts.CutAsync(s_date, s_date, folder);
        var midnight = new DateTimeOffset(s_date, TimeOnly.MinValue, TimeSpan.Zero);
        var suite = await Suite.StartAsync(new SuitePlan { DrivenFrom = midnight });
        return new SampleDay(suite, folder, sample);
    }

    public async Task<SampleSummary> PlayAsync(IProgress<PlayState> progress)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings()).Build();
        try
        {
            return await new SampleRun(configuration, progress, TimeProvider.System).RunAsync(CancellationToken.None);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}\n{Suite.LogTails()}", error);
        }
    }

    /// <summary>Asks the independent checker.</summary>
    public Task<(int ExitCode, string Output)> CheckAsync(int allowUnknown) => Scripts.RunAsync(
        "check.py", _sample, "--gateway", $"{Suite["gateway"].HttpAddress}", "--key-file", KeyFile,
        "--inbox", $"http://127.0.0.1:{Suite.Mail.WebPort}", "--allow-unknown", $"{allowUnknown}");

    public async ValueTask DisposeAsync()
    {
        await Suite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    string KeyFile => Path.Combine(_folder, "key");

    Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Player:Sample"] = _sample,
            ["Player:Workflow"] = Repository.PathOf("samples", "workflows", "abandoned-cart.json"),
            ["Player:KeyFile"] = KeyFile,
            ["Credentials:ServiceKey"] = Suite.ServiceKey,
            ["Player:Timeout"] = "00:01:00",
            ["Clock:Path"] = Suite.Clock!.Folder,
        };
        foreach (var process in Suite.Processes)
            settings[$"services:{process.Service}:grpc:0"] = process.GrpcAddress.GetLeftPart(UriPartial.Authority);
        return settings;
    }
}
