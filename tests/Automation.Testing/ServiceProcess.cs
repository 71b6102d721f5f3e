using System.Diagnostics;
using System.Text;
using Automation.Testing.Kinds;

namespace Automation.Testing;

/// <summary>
/// A built service of this repository, or its gateway, as a process of its own on loopback ports that it keeps over
/// restarts. It ends when it is disposed, when the test process exits, and when that process is killed.
/// </summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    // The kernel ends a child when the thread that started it ends, so that thread must live as long as the process.
    static readonly ChildThread s_thread = new();
    static readonly HttpClient s_health = new() { Timeout = TimeSpan.FromSeconds(5) };
    static readonly bool s_hasSetpriv = File.Exists("/usr/bin/setpriv") || File.Exists("/bin/setpriv");

    // A debug log of a long run must not fill the memory; the end is what explains a failure.
    const int LogLength = 1_000_000;

    readonly ProcessStartInfo _start;
    readonly StringBuilder _log = new();
    Process? _process;

    /// <summary>Prepares a process; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="service">Folder of the service, for example <c>workflow-engine</c>, or <c>gateway</c>.</param>
    public ServiceProcess(string service)
    {
        Service = service;
        var ports = LoopbackPorts.Free(2);
        GrpcAddress = new Uri($"http://127.0.0.1:{ports[0]}");
        HttpAddress = new Uri($"http://127.0.0.1:{ports[1]}");
        var assembly = ServiceProject.AssemblyOf(service);
        string[] command = [.. s_hasSetpriv ? ["setpriv", "--pdeathsig", "KILL"] : Array.Empty<string>(), "dotnet", assembly];
        _start = new ProcessStartInfo(command[0])
        {
            // The content root: appsettings.json lies beside the assembly.
            WorkingDirectory = Path.GetDirectoryName(assembly),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["Logging__Console__FormatterName"] = "simple",
                ["Kestrel__Endpoints__grpc__Url"] = GrpcAddress.GetLeftPart(UriPartial.Authority),
                ["Kestrel__Endpoints__http__Url"] = HttpAddress.GetLeftPart(UriPartial.Authority),
            },
        };
        // What the test host itself was given, for example by a coverage tool or an outer run, is not for services.
        foreach (var name in new[] { "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_STARTUP_HOOKS", "OTEL_EXPORTER_OTLP_ENDPOINT" })
            _start.Environment.Remove(name);
        foreach (var argument in command.Skip(1))
            _start.ArgumentList.Add(argument);
        AppDomain.CurrentDomain.ProcessExit += End;
    }

    /// <summary>Folder name of the service.</summary>
    public string Service { get; }

    /// <summary>The HTTP/2 endpoint.</summary>
    public Uri GrpcAddress { get; }

    /// <summary>The HTTP/1.1 endpoint.</summary>
    public Uri HttpAddress { get; }

    /// <summary>Configuration as environment variables, for example <c>ConnectionStrings__database</c>; each start reads it anew.</summary>
    public IDictionary<string, string?> Environment => _start.Environment;

    /// <summary>The process id; 0 while it does not run.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>What the service has printed, over all its starts; the end of it when that is much.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Starts it and waits until <c>/health</c> answers 200.</summary>
    public async Task StartAsync()
    {
        Launch();
        await HealthyAsync();
    }

    /// <summary>Starts it without waiting.</summary>
    public void Launch()
    {
        TestKind.RequireNotFast(Service);
        if (_process is { HasExited: false })
            throw new InvalidOperationException($"{Service} is running.");
        _process?.Dispose();
        _process = s_thread.Run(() => Process.Start(_start)!);
        _process.OutputDataReceived += Append;
        _process.ErrorDataReceived += Append;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until <c>/health</c> answers 200; fails with the log when the process ends or it takes too long.</summary>
    public async Task HealthyAsync(TimeSpan? limit = null)
    {
        var timeout = limit ?? TimeSpan.FromMinutes(3);
        var waited = Stopwatch.StartNew();
        for (var portTaken = 0; ;)
        {
            if (_process is null or { HasExited: true })
            {
                // The last lines may still be under way, and say why.
                _process?.WaitForExit();
                // Some outgoing connection may hold the chosen port for a moment; the port is known to peers already.
                if (_process is null || !Log.Contains("address already in use", StringComparison.Ordinal) || ++portTaken > 20)
                    throw new InvalidOperationException($"{Service} ended with code {_process?.ExitCode}:\n{Log}");
                await Task.Delay(200);
                Launch();
            }
            string answer;
            try
            {
                using var response = await s_health.GetAsync(new Uri(HttpAddress, "/health"));
                if (response.IsSuccessStatusCode)
                    return;
                answer = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                answer = error.Message;
            }
            if (waited.Elapsed > timeout)
                throw new TimeoutException($"{Service} was not healthy within {timeout}; /health: {answer}\n{Log}");
            await Task.Delay(25);
        }
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        if (_process is not { HasExited: false } process)
            return;
        Signals.Send(process.Id, Signals.Kill);
        process.WaitForExit();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(TimeSpan? limit = null)
    {
        if (_process is not { } process)
            return 0;
        if (!process.HasExited)
            Signals.Send(process.Id, Signals.Terminate);
        using var timeout = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw new TimeoutException($"{Service} did not end after SIGTERM and was killed:\n{Log}");
        }
        return process.ExitCode;
    }

    /// <summary>Starts it again on the same ports after <see cref="Kill"/> or <see cref="StopAsync"/>, or kills it first.</summary>
    public Task RestartAsync()
    {
        Kill();
        return StartAsync();
    }

    /// <summary>SIGSTOP: the process stands still and keeps its connections and locks.</summary>
    public void Freeze() => Signals.Send(ProcessId, Signals.Stop);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signals.Send(ProcessId, Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= End;
        await Task.Run(Kill);
        _process?.Dispose();
        _process = null;
    }

    void End(object? sender, EventArgs e) => Kill();

    void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
            if (_log.Length > LogLength)
                _log.Remove(0, LogLength / 2);
        }
    }
}
