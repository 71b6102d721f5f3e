using System.Globalization;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>An answer of a mail server, for example <c>250-mail.example\r\n250 8BITMIME\r\n</c>.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Lines">What follows the code, line by line.</param>
sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    const int ShownLength = 300;

    public bool IsDone => Code is >= 200 and < 300;

    public bool IsForNow => Code is >= 400 and < 500;

    /// <summary>
    /// Whether a refused RCPT is about the mailbox itself: RFC 3463 5.1.x (addressing) and 5.2.1 (mailbox disabled), or
    /// without such a code 550, 551, 553. A refusal by policy (5.7.x) says nothing about the address.
    /// </summary>
    public bool IsMailboxRefused
    {
        get
        {
            if (Code is < 500 or >= 600)
                return false;
            var enhanced = Lines[0].Split(' ', 2)[0].Split('.');
            return enhanced is ["5", _, _]
                ? enhanced[1] == "1" || enhanced is [_, "2", "1"]
                : Code is 550 or 551 or 553;
        }
    }

    /// <summary>Reads the beginning of a line: a code of 200 to 599, then nothing, a blank (last line) or a hyphen.</summary>
    public static bool TryReadLine(string line, out int code, out bool isLast)
    {
        code = 0;
        isLast = line.Length == 3 || (line.Length > 3 && line[3] == ' ');
        return line.Length >= 3 && int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out code)
            && code is >= 200 and <= 599 && (isLast || line[3] == '-');
    }

    /// <summary>For people: one line, not too long, printable.</summary>
    public override string ToString()
    {
        var text = $"{Code} {string.Join(' ', Lines)}".TrimEnd();
        var printable = string.Concat(text.Take(ShownLength).Select(letter => letter is >= ' ' and <= '~' ? letter : '?'));
        return printable;
    }
}
