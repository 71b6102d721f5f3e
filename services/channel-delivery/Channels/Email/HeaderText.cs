using System.Text;
using MimeKit;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>
/// Text in mail headers, as RFC 2047 encoded words where it is not plain. MimeKit's own encoding loses blanks around words that it
/// splits, and lets text through that only looks encoded, which a receiver then shows as something else.
/// </summary>
static class HeaderText
{
    // RFC 2047 §2: a line with an encoded word has at most 76 characters; 12 are "=?utf-8?B?" and "?=", 9 the longest name
    // of a header in front of it, "Subject: "; 52 hold 39 bytes.
    const int WordBytes = 39;
    const int PlainLength = 60;

    /// <summary>A header of unstructured text, such as a subject.</summary>
    public static Header Of(HeaderId id, string text)
    {
        var line = SingleLine.Of(text);
        return Raw(id, IsPlain(line) ? line : Words(line));
    }

    /// <summary>A header of one address with a name.</summary>
    public static Header Of(HeaderId id, string name, string address)
    {
        var line = SingleLine.Of(name);
        var quoted = $"\"{line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var phrase = !IsPlain(line) ? Words(line)
            : line.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-' or '_' or '!' or '\'' or '&') ? line
            // What is to be quoted counts twice.
            : quoted.Length <= PlainLength ? quoted : Words(line);
        return Raw(id, phrase.Length == 0 ? $"<{address}>" : phrase.Length + address.Length > PlainLength ? $"{phrase}\r\n <{address}>" : $"{phrase} <{address}>");
    }

    static Header Raw(HeaderId id, string value)
    {
        var header = new Header(id, "");
        header.SetRawValue(Encoding.ASCII.GetBytes($" {value}\r\n"));
        return header;
    }

    static bool IsPlain(string line) =>
        line.Length <= PlainLength && line.All(letter => letter is >= ' ' and <= '~') && !line.Contains("=?", StringComparison.Ordinal)
        && !line.Contains("  ", StringComparison.Ordinal);

    // Every word holds whole characters only (RFC 2047 §5).
    static string Words(string text)
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
