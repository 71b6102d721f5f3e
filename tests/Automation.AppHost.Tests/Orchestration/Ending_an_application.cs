using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Automation.AppHost.Tests.Orchestration;

public sealed partial class Ending_an_application : IDisposable
{
    readonly string _mark = $"mark-{Guid.NewGuid():N}";
    readonly string _journal = Path.GetTempFileName();

    Process? _application;

    public void Dispose()
    {
        _application?.Kill();
        _application?.Dispose();
        File.Delete(_journal);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(2)]
    public async Task A_signal_stops_the_resources_in_order_and_leaves_none(int signal)
    {
        var application = await StartAsync();

        _ = kill(application.Id, signal);

        await application.WaitForExitAsync();
        Assert.Equal(0, application.ExitCode);
        Assert.Equal(
            ["first started", "second started", "many started", "many started",
                "many stopped", "many stopped", "second stopped", "first stopped"],
            await File.ReadAllLinesAsync(_journal));
        Assert.Empty(ProcessTable.StartedWith(_mark));
    }

    [Fact]
    public async Task A_kill_leaves_no_resource_either()
    {
        var application = await StartAsync();

        application.Kill();

        Assert.Empty(await ProcessTable.LeftOfAsync(_mark));
    }

    // Through a shell that gives SIGINT back its meaning: a test host may have been started with it ignored.
    async Task<Process> StartAsync()
    {
        var assembly = typeof(Projects.Fixture_AppHost).Assembly.Location;
        var application = _application = Process.Start(new ProcessStartInfo(
            "python3",
            [
                "-c", "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])",
                "dotnet", assembly, .. FixtureApplication.Arguments(_mark, _journal),
            ])
        {
            RedirectStandardOutput = true,
        })!;
        var printed = new ConcurrentQueue<string?>();
        application.OutputDataReceived += (_, line) => printed.Enqueue(line.Data);
        application.BeginOutputReadLine();
        var patience = Stopwatch.StartNew();
        while ((await File.ReadAllLinesAsync(_journal)).Length < 4)
        {
            Assert.True(
                patience.Elapsed < TimeSpan.FromMinutes(3),
                $"The fixture's services did not start within three minutes:\n{string.Join('\n', printed)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
        // Four services, a script and its child.
        Assert.True(ProcessTable.StartedWith(_mark).Count >= 6);
        return application;
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
