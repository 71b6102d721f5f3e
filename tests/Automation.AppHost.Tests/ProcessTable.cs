using System.Text;

namespace Automation.AppHost.Tests;

/// <summary>Finds processes by what they were started with.</summary>
static class ProcessTable
{
    /// <summary>Ids of living processes whose environment contains this text.</summary>
    public static IReadOnlyList<int> StartedWith(string text) =>
    [
        .. from process in Directory.GetDirectories("/proc")
           let name = Path.GetFileName(process)
           where name.All(char.IsAsciiDigit) && Environment(process).Contains(text, StringComparison.Ordinal)
           select int.Parse(name),
    ];

    /// <summary>Waits until none is left, ten seconds at most; answers what is.</summary>
    public static async Task<IReadOnlyList<int>> LeftOfAsync(string text)
    {
        for (var attempt = 0; attempt < 100 && StartedWith(text).Count > 0; attempt++)
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        return StartedWith(text);
    }

    static string Environment(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "environ")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or somebody else's.
            return "";
        }
    }
}
