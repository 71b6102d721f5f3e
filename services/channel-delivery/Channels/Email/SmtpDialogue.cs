using System.Text;
using MailKit;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>
/// The server's answers since a message was begun, as they came over the wire. MailKit throws what went wrong last, and after a
/// refusal that may be the clean-up behind it; what became of a message can only be read from the answers themselves.
/// </summary>
sealed class SmtpDialogue : IProtocolLogger
{
    // RFC 5321 §4.5.3.1.5 allows 512 bytes a line; what is beyond is not kept.
    const int MaxLineLength = 1024;

    readonly StringBuilder _line = new();
    readonly List<string> _lines = [];
    readonly List<SmtpReply> _replies = [];
    int _code;
    bool _isBroken;

    public IReadOnlyList<SmtpReply> Replies => _replies;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>Forgets the answers so far.</summary>
    public void Begin()
    {
        _line.Clear();
        _lines.Clear();
        _replies.Clear();
        _isBroken = false;
    }

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        foreach (var letter in buffer.AsSpan(offset, count))
        {
            if (letter == '\n')
                EndLine();
            else if (_line.Length < MaxLineLength)
                _line.Append((char)letter);
        }
    }

    public void Dispose()
    {
    }

    // What follows a line that is not SMTP means nothing any more, however much it looks like an answer.
    void EndLine()
    {
        var line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        if (_isBroken || !SmtpReply.TryReadLine(line, out var code, out var isLast) || (_lines.Count > 0 && code != _code))
        {
            _isBroken = true;
            return;
        }
        _code = code;
        _lines.Add(line.Length > 4 ? line[4..] : "");
        if (!isLast)
            return;
        _replies.Add(new SmtpReply(code, [.. _lines]));
        _lines.Clear();
    }
}
