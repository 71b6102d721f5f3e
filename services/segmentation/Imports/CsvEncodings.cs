using System.Text;

namespace Automation.Segmentation.Imports;

/// <summary>The encodings that files come in. What cannot be decoded becomes U+FFFD, which costs its row only.</summary>
static class CsvEncodings
{
    static readonly Dictionary<string, Func<Encoding>> s_encodings = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = () => Encoding.UTF8,
        ["utf-8"] = () => Encoding.UTF8,
        ["utf-16"] = () => Encoding.Unicode,
        ["windows-1252"] = () => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
    };

    public static string Names { get; } = string.Join(", ", s_encodings.Keys.Where(name => name.Length > 0));

    public static bool Knows(string name) => s_encodings.ContainsKey(name);

    public static Encoding Of(string name) => s_encodings[name]();
}
