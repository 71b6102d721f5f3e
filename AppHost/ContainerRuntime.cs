using System.ComponentModel;
using System.Diagnostics;

namespace Automation.AppHost;

/// <summary>The container runtime of this machine, if it has one.</summary>
static class ContainerRuntime
{
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Whether Docker or Podman is installed and its daemon, where it has one, answers.</summary>
    public static bool Answers() => Answers("docker") || Answers("podman");

    static bool Answers(string runtime)
    {
        try
        {
            using var info = Process.Start(new ProcessStartInfo(runtime, "info")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            info.OutputDataReceived += (_, _) => { };
            info.ErrorDataReceived += (_, _) => { };
            info.BeginOutputReadLine();
            info.BeginErrorReadLine();
            if (info.WaitForExit(s_limit))
                return info.ExitCode == 0;
            info.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            // Not installed.
            return false;
        }
    }
}
