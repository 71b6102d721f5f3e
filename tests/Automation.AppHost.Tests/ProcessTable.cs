using System.Text;

namespace Automation.AppHost.Tests;

/// <summary>Finds processes by what they were started with.</summary>
static class ProcessTable
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    /// <summary>Ids of living processes whose environment contains this text.</summary>
    public static IReadOnlyList<int> StartedWith(string text) =>
    [
        .. from process in Directory.GetDirectories("/proc")
           let name = Path.GetFileName(process)
           where name.All(char.IsAsciiDigit) && Read(process, "environ").Contains(text, StringComparison.Ordinal)
           select int.Parse(name),
    ];

    /// <summary>The program of each of them, without arguments.</summary>
    public static IReadOnlyList<string> CommandsOf(string text) =>
        [.. StartedWith(text).Select(pid => Read($"/proc/{pid}", "cmdline").Split('\0', ' ')[0])];

    /// <summary>Waits until none is left, half a minute at most; answers what is.</summary>
    public static async Task<IReadOnlyList<string>> LeftOfAsync(string text)
    {
        for (var waited = TimeSpan.Zero; waited < s_timeout && StartedWith(text).Count > 0; waited += TimeSpan.FromMilliseconds(100))
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        return CommandsOf(text);
    }

    static string Read(string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, file)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or somebody else's.
            return "";
        }
    }
}
