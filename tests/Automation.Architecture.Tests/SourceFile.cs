using System.Text;
using Automation.Testing;

namespace Automation.Architecture.Tests;

/// <summary>A source file of the suite.</summary>
/// <param name="Path">From the root of the repository, with slashes.</param>
/// <param name="Text">As it is.</param>
public sealed record SourceFile(string Path, string Text)
{
    /// <summary>The text without comments and without what stands in quotes; lines stay where they are.</summary>
    public string Code { get; } = CodeOf(Text);

    /// <summary>What runs in production: ServiceDefaults, libraries, clients, the services, the gateway.</summary>
    public static IReadOnlyList<SourceFile> Production { get; } =
        [.. Under("ServiceDefaults"), .. Under("libraries"), .. Under("clients"), .. Under("services"), .. Under("gateway")];

    public static IEnumerable<SourceFile> Under(params string[] folder) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => (File: file, Path: System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')))
            .Where(found => !found.Path.Contains("/obj/", StringComparison.Ordinal) && !found.Path.Contains("/bin/", StringComparison.Ordinal))
            .OrderBy(found => found.Path, StringComparer.Ordinal)
            .Select(found => new SourceFile(found.Path, File.ReadAllText(found.File)));

    /// <summary>The line of an offset, from 1.</summary>
    public int LineOf(int offset) => Text.AsSpan(0, offset).Count('\n') + 1;

    /// <summary>Blanks comments and literals out. Holes of interpolated strings go with their string.</summary>
    public static string CodeOf(string text)
    {
        var code = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = EndOfQuiet(text, at);
            if (end == at)
            {
                code.Append(text[at++]);
                continue;
            }
            foreach (var character in text[at..end])
                code.Append(character == '\n' ? '\n' : ' ');
            at = end;
        }
        return code.ToString();
    }

    // Where the comment or literal that begins here ends; here when none does.
    static int EndOfQuiet(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("//"))
            return After(text, "\n", at, 0);
        if (rest.StartsWith("/*"))
            return After(text, "*/", at + 2, 2);
        if (rest.StartsWith("\"\"\""))
        {
            var quotes = rest.Length - rest.TrimStart('"').Length;
            return After(text, new string('"', quotes), at + quotes, quotes);
        }
        if (rest[0] == '"')
            return EndOfString(text, at, isVerbatim: (at > 0 && text[at - 1] == '@') || (at > 1 && text[at - 2] == '@' && text[at - 1] == '$'));
        if (rest[0] == '\'')
            return EndOfString(text, at, isVerbatim: false);
        return at;
    }

    static int After(string text, string mark, int from, int length)
    {
        var found = text.IndexOf(mark, from, StringComparison.Ordinal);
        return found < 0 ? text.Length : found + length;
    }

    static int EndOfString(string text, int at, bool isVerbatim)
    {
        var quote = text[at];
        for (var i = at + 1; i < text.Length; i++)
        {
            if (!isVerbatim && text[i] == '\\')
                i++;
            else if (isVerbatim && text[i] == quote && i + 1 < text.Length && text[i + 1] == quote)
                i++;
            else if (text[i] == quote)
                return i + 1;
        }
        return text.Length;
    }
}
