using System.Globalization;
using System.IO.Compression;

namespace Automation.Benchmarks.Recommendations;

/// <summary>A session: its items in order, and when the last one was looked at.</summary>
sealed record FileSession(string SessionId, double LastTime, IReadOnlyList<string> Items);

/// <summary>Sessions in the Serenade format: lines of session, item and time in seconds, by tabs, behind a head line; may be gzipped.</summary>
static class SessionFile
{
    /// <summary>Every session of a file, in the order of their last times; of equal ones, in that of their ids.</summary>
    public static List<FileSession> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        var sessions = new Dictionary<string, List<(double Time, string Item)>>();
        // The head line.
        reader.ReadLine();
        for (var number = 2; reader.ReadLine() is { } line; number++)
        {
            if (line.Split('\t') is not [var session, var item, var time] || !double.TryParse(time, CultureInfo.InvariantCulture, out var at))
                throw new InvalidDataException($"{path}, line {number}: '{line}' is not a session, an item and a time in seconds, by tabs.");
            if (!sessions.TryGetValue(session, out var clicks))
                sessions[session] = clicks = [];
            clicks.Add((at, item));
        }
        return
        [
            .. sessions.Select(session => new FileSession(
                    session.Key, session.Value.Max(click => click.Time),
                    // Stable: clicks of one second stay in the order of the file.
                    [.. session.Value.OrderBy(click => click.Time).Select(click => click.Item)]))
                .OrderBy(session => session.LastTime).ThenBy(session => session.SessionId, StringComparer.Ordinal),
        ];
    }
}
