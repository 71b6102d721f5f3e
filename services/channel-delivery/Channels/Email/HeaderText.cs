using System.Text;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>Text in mail headers. Whatever comes in, no line of its own comes out.</summary>
static class HeaderText
{
    // RFC 2047 §2: an encoded word has at most 75 characters; 12 are "=?utf-8?B?" and "?=", 60 hold 45 bytes.
    const int WordBytes = 45;

    /// <summary>Unstructured text such as a subject: as it is where it is plain and short, else RFC 2047 encoded words.</summary>
    public static string Encode(string text)
    {
        var line = OneLine(text);
        return line.Length <= 60 && line.All(IsPlain) && !line.Contains("=?", StringComparison.Ordinal) ? line : EncodeWords(line);
    }

    /// <summary>A name in front of an address.</summary>
    public static string EncodeName(string text)
    {
        var line = OneLine(text);
        if (line.Length > 60 || !line.All(IsPlain) || line.Contains("=?", StringComparison.Ordinal))
            return EncodeWords(line);
        return line.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-' or '_' or '!' or '\'' or '&')
            ? line
            : $"\"{line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    static string OneLine(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter)).Trim();

    static bool IsPlain(char letter) => letter is >= ' ' and <= '~';

    // Every word holds whole characters only (RFC 2047 §5).
    static string EncodeWords(string text)
    {
        var words = new List<string>();
        var bytes = new List<byte>();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(utf8);
            if (bytes.Count + length > WordBytes)
            {
                words.Add(Word(bytes));
                bytes.Clear();
            }
            bytes.AddRange(utf8[..length]);
        }
        if (bytes.Count > 0)
            words.Add(Word(bytes));
        return string.Join("\r\n ", words);
    }

    static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
}
