using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

/// <summary>A process in a group of its own, that ends as a group, and ends when this process is killed.</summary>
sealed partial class ChildProcess
{
    const int Terminate = 15;
    const int Kill = 9;

    static readonly TimeSpan s_lastLines = TimeSpan.FromSeconds(5);

    // Of util-linux. setsid makes the group; setpriv asks the kernel for the signal when this process dies.
    static readonly string[] s_wrapper =
        OnPath.Find("setpriv") is { } setpriv && OnPath.Find("setsid") is { } setsid
            ? [setpriv, "--pdeathsig", "TERM", setsid]
            : [];

    readonly Process _process;

    ChildProcess(Process process, Task ended)
    {
        _process = process;
        Exited = CodeAsync(ended);
    }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited { get; }

    public static async Task<ChildProcess> StartAsync(
        IEnumerable<string> commandLine, string workingDirectory, IReadOnlyDictionary<string, string> environment,
        Action<string> output)
    {
        var line = s_wrapper.Concat(commandLine).ToList();
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOwn).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => ended.TrySetResult();
        process.OutputDataReceived += Forward;
        process.ErrorDataReceived += Forward;
        try
        {
            await ChildThread.RunAsync(process.Start);
        }
        catch (Win32Exception error)
        {
            process.Dispose();
            throw new DistributedApplicationException(
                $"'{line[0]}' could not be started in '{workingDirectory}': {error.Message}", error);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process, ended.Task);

        void Forward(object sender, DataReceivedEventArgs data)
        {
            if (data.Data is { } text)
                output(text);
        }
    }

    public async Task StopAsync(TimeSpan grace, CancellationToken hurry)
    {
        if (Exited.IsCompleted)
            return;
        Signal(Terminate);
        try
        {
            await Exited.WaitAsync(grace, hurry);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            Signal(Kill);
            await Exited;
        }
    }

    async Task<int> CodeAsync(Task ended)
    {
        await ended;
        // What is left of the group ends with its leader. The last lines are waited for, but not for ever: a process that
        // left the group may keep the pipes open.
        Signal(Kill);
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(s_lastLines));
        return _process.ExitCode;
    }

    // What this process was told is not for its children: parameters, among them every secret, and the dashboard's addresses.
    static bool IsOwn(string variable) =>
        variable == "ASPNETCORE_URLS"
        || variable.StartsWith("Parameters__", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("ASPIRE_", StringComparison.Ordinal);

    void Signal(int signal)
    {
        if (s_wrapper.Length > 0)
            _ = kill(-_process.Id, signal);
        else if (signal == Terminate)
            _ = kill(_process.Id, signal);
        else if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
