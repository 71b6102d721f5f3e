using System.Diagnostics;
using Automation.Testing;

namespace Automation.Contracts.Tests;

/// <summary>protos/descriptors.lock as it is in the working tree and as it was at every commit that changed it.</summary>
static class CommittedLocks
{
    public static readonly string Path = Repository.PathOf("protos", "descriptors.lock");

    public static string Current => File.Exists(Path) ? File.ReadAllText(Path) : "";

    /// <summary>What was committed, newest first; as far back as a shallow clone goes, and nothing outside a clone.</summary>
    public static IEnumerable<(string Commit, string Text)> History()
    {
        foreach (var commit in Git("log", "--format=%H", "--diff-filter=AM", "--", "protos/descriptors.lock").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            yield return (commit, Git("show", $"{commit}:protos/descriptors.lock"));
    }

    static string Git(params string[] arguments)
    {
        if (!Directory.Exists(Repository.PathOf(".git")) && !File.Exists(Repository.PathOf(".git")))
            return "";
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        // Both pipes at once: a full one would hold git.
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(errors.GetAwaiter().GetResult());
    }
}
