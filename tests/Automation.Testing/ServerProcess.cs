using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Automation.Testing.Kinds;

namespace Automation.Testing;

/// <summary>
/// One of the AppHost's local servers (AppHost/local/*.sh) with a data folder of its own under the temporary folder.
/// It ends, and its folder goes, when it is disposed, when the test process exits, and when that process is killed.
/// </summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    // The kernel ends a child when the thread that started it ends, so that thread must live as long as the process.
    static readonly ChildThread s_thread = new();

    readonly ProcessStartInfo _start;
    readonly StringBuilder _log = new();
    readonly string _name;
    Process _process;

    ServerProcess(string name, string folder, ProcessStartInfo start)
    {
        _name = name;
        _start = start;
        Folder = folder;
        _process = Launch();
        AppDomain.CurrentDomain.ProcessExit += Stop;
    }

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>What the server has printed so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Starts AppHost/local/<paramref name="script"/>.sh.</summary>
    public static ServerProcess Start(
        string script, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        TestKind.RequireNotFast(script);
        var folder = Path.Combine(Path.GetTempPath(), $"automation-{script}-{Guid.NewGuid():N}");
        // Readable by the user that the server runs as; the server's own folder in it is not.
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo("setpriv")
        {
            ArgumentList = { "--pdeathsig", "TERM", "bash", Repository.PathOf("AppHost", "local", $"{script}.sh") },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AUTOMATION_DATA"] = folder,
                ["AUTOMATION_TOOLS"] = Path.Combine(
                    Environment.GetEnvironmentVariable("AUTOMATION_DATA") ?? Repository.PathOf(".data"), "tools"),
            },
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ServerProcess(script, folder, start);
    }

    /// <summary>Returns once <paramref name="ready"/> does not throw; fails with the server's log when it takes too long.</summary>
    public async Task ReadyAsync(Func<Task> ready)
    {
        var limit = TimeSpan.FromMinutes(3);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{_name} ended with code {_process.ExitCode}:\n{Log}");
            try
            {
                await ready();
                return;
            }
            catch (Exception error) when (waited.Elapsed < limit && error is not OutOfMemoryException)
            {
                await Task.Delay(50);
            }
            catch (Exception error)
            {
                throw new TimeoutException($"{_name} was not ready within {limit}:\n{Log}", error);
            }
        }
    }

    /// <summary>Ends the server as a power cut would: no signal handler runs, nothing is flushed. The data stays.</summary>
    public void Kill()
    {
        // The script lives on to reap the server: PostgreSQL does not start while its former process is a zombie.
        File.Delete(TemporaryMark);
        // Stopped first: nobody forks while the others die, and nobody survives whom the list did not have.
        var stopped = new HashSet<int>();
        while (Children(_process.Id).Where(stopped.Add).ToList() is { Count: > 0 } running)
            running.ForEach(pid => _ = kill(pid, 19));
        foreach (var pid in stopped)
            _ = kill(pid, 9);
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, and waits for the end. The data stays.</summary>
    public void Terminate()
    {
        File.Delete(TemporaryMark);
        _ = kill(_process.Id, 15);
        if (!_process.WaitForExit(TimeSpan.FromSeconds(30)))
            throw new TimeoutException($"{_name} did not end after SIGTERM:\n{Log}");
    }

    /// <summary>Starts it again on the same ports and data after <see cref="Kill"/> or <see cref="Terminate"/>.</summary>
    public void Restart()
    {
        _process.Dispose();
        _process = Launch();
    }

    string TemporaryMark => Path.Combine(Folder, "temporary");

    /// <summary>Freezes the server, or lets it go on.</summary>
    public void Freeze(bool frozen)
    {
        foreach (var child in Children(_process.Id))
            _ = kill(child, frozen ? 19 : 18);
    }

    /// <summary>The server and all of its processes, as far as they run.</summary>
    public IReadOnlyList<int> ProcessIds() => [.. Children(_process.Id)];

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Stop;
        await Task.Run(() => Stop(null, EventArgs.Empty));
        _process.Dispose();
    }

    Process Launch()
    {
        File.WriteAllText(TemporaryMark, "Removed when the server ends.\n");
        var process = s_thread.Run(() => Process.Start(_start)!);
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    void Stop(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
        {
            _ = kill(_process.Id, 15);
            if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
                Kill();
        }
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
            _log.AppendLine(line.Data);
    }

    // /proc/<pid>/task/<tid>/children lists the pids of a thread's children, separated by blanks.
    static IEnumerable<int> Children(int pid)
    {
        try
        {
            var children = Directory.GetDirectories($"/proc/{pid}/task")
                .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(int.Parse)
                .ToList();
            return children.Concat(children.SelectMany(Children));
        }
        catch (IOException)
        {
            // Ended meanwhile: a backend of PostgreSQL comes and goes.
            return [];
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
