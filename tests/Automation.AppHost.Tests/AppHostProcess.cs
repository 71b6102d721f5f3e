using System.Diagnostics;
using System.Globalization;
using System.Text;
using Automation.AppHost;
using Automation.Testing;
using Xunit;

namespace Automation.AppHost.Tests;

/// <summary>The AppHost as a process of its own, as run.sh starts it, with the local servers and a data folder of its own.</summary>
sealed class AppHostProcess : IDisposable
{
    // postgres, rabbitmq, redis.
    static readonly int[] s_servers = [132, 172, 179];

    static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(5) };

    readonly StringBuilder _log = new();
    readonly Process _process;

    public AppHostProcess(params (string Name, string Value)[] settings)
    {
        PortBase = FreeBase();
        // The servers run as users of their own, who must get through it.
        Data = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"automation-suite-{Guid.NewGuid():N}")).FullName;
        var start = Start(
        [
            ("AUTOMATION_PORT_BASE", $"{PortBase}"), ("AUTOMATION_DATA", Data), ("AUTOMATION_SERVERS", "local"),
            ("AUTOMATION_TOOLS", Path.Combine(
                Environment.GetEnvironmentVariable("AUTOMATION_DATA") ?? Repository.PathOf(".data"), "tools")),
            ("ASPNETCORE_URLS", At(188)), ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", At(189)),
            ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", At(190)), ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", At(191)),
            ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
            ("Parameters__service_key", ServiceKey), ("Parameters__link_key", new string('l', 40)),
            ("Parameters__server_password", "password of a test"), ("Parameters__clock_mode", "Driven"),
            .. settings,
        ]);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Append;
        _process.ErrorDataReceived += Append;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string ServiceKey { get; } = new('s', 40);

    public int PortBase { get; }

    public string Data { get; }

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>The programs of the services that run: the built ones, not the `dotnet run` over each.</summary>
    public IReadOnlyList<string> Services =>
        [.. ProcessTable.CommandsOf(Data).Where(command => command.Contains("/bin/", StringComparison.Ordinal)
            && Path.GetFileName(command).StartsWith("Automation.", StringComparison.Ordinal))];

    /// <summary>The servers that answer, by their ports: Redis writes its title over the environment that it was started with.</summary>
    public IReadOnlyList<int> Servers => [.. s_servers.Where(offset => LoopbackPorts.Answers(PortBase + offset))];

    /// <summary>An address of this stack by its offset.</summary>
    public string At(int offset) => $"http://127.0.0.1:{PortBase + offset}";

    /// <summary>Waits until /health of every service answers 200.</summary>
    public async Task HealthyAsync()
    {
        foreach (var service in ServiceList.Read(Repository.PathOf("services", "services.json")).Services)
            await HealthyAsync(service.Http);
    }

    public async Task HealthyAsync(int httpOffset)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if ((await s_http.GetAsync(At(httpOffset) + "/health")).IsSuccessStatusCode)
                    return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                // Not there yet.
            }
            if (_process.HasExited || waited.Elapsed > TimeSpan.FromMinutes(5))
                throw new TimeoutException($"{At(httpOffset)} was not healthy after {waited.Elapsed}:\n{Log}");
            await Task.Delay(100);
        }
    }

    public void Send(int signal) => Signals.Send(_process.Id, signal);

    /// <summary>Waits until the AppHost itself has ended, two minutes at most.</summary>
    public async Task EndedAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(timeout.Token);
    }

    /// <summary>Fails when a process of this stack or a port of it outlives the AppHost by half a minute.</summary>
    public async Task NothingIsLeftAsync()
    {
        Assert.Empty(await ProcessTable.LeftOfAsync(Data));
        Assert.DoesNotContain(Enumerable.Range(PortBase, 200), LoopbackPorts.Answers);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        if (ProcessTable.StartedWith(Data).Count == 0)
            Directory.Delete(Data, recursive: true);
    }

    /// <summary>How the AppHost is started; its own arguments can be added.</summary>
    public static ProcessStartInfo Start(params (string Name, string Value)[] environment)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        // A shell that runs the tests in the background leaves SIGINT ignored, and whom it starts inherits that.
        var start = new ProcessStartInfo("env")
        {
            ArgumentList =
            {
                "--default-signal=INT", "dotnet",
                Repository.PathOf("AppHost", "bin", built.Parent!.Name, built.Name, "Automation.AppHost.dll"),
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Below the ports that Linux gives to clients; all of a stack's ports are within 200 of its base.</summary>
    public static int FreeBase() =>
        Enumerable.Range(0, 50)
            .Select(step => 20_000 + 200 * ((Environment.ProcessId + step) % 50))
            .First(start => !Enumerable.Range(start, 200).Any(LoopbackPorts.Answers));

    void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
            _log.AppendLine(line.Data);
    }
}
