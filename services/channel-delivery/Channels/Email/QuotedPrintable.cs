using System.Text;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>RFC 2045 §6.7: any text as lines of at most 76 ASCII characters, legible where it was ASCII.</summary>
static class QuotedPrintable
{
    const int LineLength = 76;
    const string Hex = "0123456789ABCDEF";

    /// <summary>Encodes UTF-8. Line ends of any kind become CRLF; a lone CR does, too.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length + (text.Length / 8));
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            AppendLine(encoded, Encoding.UTF8.GetBytes(line));
            encoded.Append("\r\n");
        }
        encoded.Length -= 2;
        return encoded.ToString();
    }

    static void AppendLine(StringBuilder encoded, byte[] line)
    {
        var column = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var isLast = i == line.Length - 1;
            var isPlain = line[i] is >= 33 and <= 126 and not (byte)'=' || (line[i] is (byte)' ' or (byte)'\t' && !isLast);
            var width = isPlain ? 1 : 3;
            // One place is kept for the soft break, unless the line ends here.
            if (column + width > LineLength - (isLast ? 0 : 1))
            {
                encoded.Append("=\r\n");
                column = 0;
            }
            if (isPlain)
                encoded.Append((char)line[i]);
            else
                encoded.Append('=').Append(Hex[line[i] >> 4]).Append(Hex[line[i] & 15]);
            column += width;
        }
    }
}
