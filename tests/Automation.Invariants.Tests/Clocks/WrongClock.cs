using System.ComponentModel;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Automation.Testing;

namespace Automation.Invariants.Tests.Clocks;

/// <summary>
/// The wall clock of one process, wrong by what a test says and when it says it. Its monotonic clock stays right, as on a machine
/// whose time is set. (libfaketime would come as a package, but makes the timed waits of .NET return at once.)
/// </summary>
sealed class WrongClock : IDisposable
{
    static readonly Lazy<string> s_library = new(Compile);

    readonly string _file = Path.Combine(Path.GetTempPath(), $"automation-wrong-clock-{Guid.NewGuid():N}");
    readonly MemoryMappedFile _map;
    readonly MemoryMappedViewAccessor _offset;

    public WrongClock()
    {
        _map = MemoryMappedFile.CreateFromFile(_file, FileMode.CreateNew, null, sizeof(long));
        _offset = _map.CreateViewAccessor(0, sizeof(long));
    }

    /// <summary>What a process must have in its environment when it starts.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment => [("LD_PRELOAD", s_library.Value), ("WRONG_CLOCK_FILE", _file)];

    /// <summary>Whether a running process has it.</summary>
    public bool IsOf(int processId)
    {
        var mapped = File.ReadAllText($"/proc/{processId}/maps");
        return mapped.Contains(s_library.Value, StringComparison.Ordinal) && mapped.Contains(_file, StringComparison.Ordinal);
    }

    /// <summary>Off by so much from now on.</summary>
    public void Set(TimeSpan offset) => _offset.Write(0, offset.Ticks * TimeSpan.NanosecondsPerTick);

    public void Dispose()
    {
        _offset.Dispose();
        _map.Dispose();
        File.Delete(_file);
    }

    static string Compile()
    {
        var source = Repository.PathOf("tests", "Automation.Invariants.Tests", "Clocks", "wrong_clock.c");
        // Where every user can read it: the servers run as their own.
        var library = Path.Combine(Path.GetTempPath(), $"automation-wrong-clock-{System.Environment.ProcessId}.so");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(library);
        string[] arguments = ["-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", library, source, "-ldl"];
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", arguments) { RedirectStandardError = true })!;
            var complaints = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? library : throw new InvalidOperationException($"{source} does not compile:\n{complaints}");
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("There is no C compiler (cc); ./install.sh --tests installs one.");
        }
    }
}
