using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>
/// One SMTP session (RFC 5321), one command at a time. Every failure throws; only the caller knows which stage it was
/// in and what that means for the message.
/// </summary>
sealed class SmtpConnection : IDisposable
{
    // RFC 5321 §4.5.3.1.5 allows 512 bytes a reply line; more is borne, without end is not.
    const int MaxReplyBytes = 16 * 1024;
    const int MaxReplyLines = 128;

    readonly TcpClient _tcp;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;
    readonly byte[] _buffer = new byte[4096];
    Stream _stream;
    int _start;
    int _end;
    HashSet<string> _extensions = [];

    SmtpConnection(TcpClient tcp, TimeSpan timeout, TimeProvider time)
    {
        (_tcp, _timeout, _time) = (tcp, timeout, time);
        _stream = tcp.GetStream();
    }

    /// <summary>When it was last used, as a stamp of the real clock.</summary>
    public long LastUse { get; private set; }

    /// <summary>Connects and greets, encrypts and authenticates as configured.</summary>
    public static async Task<SmtpConnection> OpenAsync(
        MailServer server, EmailOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var tcp = new TcpClient { NoDelay = true };
        SmtpConnection? connection = null;
        try
        {
            using (var patience = new SmtpPatience(options.CommandTimeout, time, cancellationToken))
                await tcp.ConnectAsync(server.Host, server.Port, patience.Token);
            connection = new SmtpConnection(tcp, options.CommandTimeout, time);
            await connection.BeginAsync(server, options, cancellationToken);
            return connection;
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            tcp.Dispose();
            throw exception is SmtpRefusedException or SmtpBrokenException ? exception : Broken("connecting", exception);
        }
    }

    /// <summary>Whether the session is alive and clean for another message.</summary>
    public async Task<bool> ResetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync("RSET", cancellationToken)).IsDone;
        }
        catch (SmtpBrokenException)
        {
            return false;
        }
    }

    /// <summary>Sends a command that must be answered by <paramref name="expected"/>, the first digit.</summary>
    public async Task CommandAsync(string command, int expected, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(command, cancellationToken);
        if (reply.Code / 100 != expected)
            throw new SmtpRefusedException(command.Split(' ')[0], reply);
    }

    /// <summary>Writes bytes as they are and does not return before the system has them.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var patience = new SmtpPatience(_timeout, _time, cancellationToken);
        try
        {
            await _stream.WriteAsync(bytes, patience.Token);
            await _stream.FlushAsync(patience.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            throw Broken("writing", exception);
        }
    }

    /// <summary>Reads one answer, of one or more lines, for as long as the token allows: a server may look long at a whole message.</summary>
    public Task<SmtpReply> ReadLastReplyAsync(CancellationToken cancellationToken) =>
        ReadReplyAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    async Task<SmtpReply> ReadReplyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var patience = new SmtpPatience(timeout, _time, cancellationToken);
        try
        {
            var lines = new List<string>();
            var code = 0;
            while (true)
            {
                var line = await ReadLineAsync(patience.Token);
                if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, null, out var number)
                    || number is < 200 or > 599 || (line.Length > 3 && line[3] is not (' ' or '-'))
                    || (lines.Count > 0 && number != code) || lines.Count == MaxReplyLines)
                    throw new SmtpBrokenException("The server's answer is not SMTP.");
                code = number;
                lines.Add(line.Length > 4 ? line[4..] : "");
                if (line.Length == 3 || line[3] == ' ')
                    break;
            }
            LastUse = _time.GetTimestamp();
            return new SmtpReply(code, lines);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            throw Broken("waiting for an answer", exception);
        }
    }

    /// <summary>Says goodbye without waiting for an answer.</summary>
    public async Task QuitAsync()
    {
        try
        {
            await WriteAsync("QUIT\r\n"u8.ToArray(), CancellationToken.None);
        }
        catch (SmtpBrokenException)
        {
            // Gone already.
        }
        Dispose();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _tcp.Dispose();
    }

    async Task BeginAsync(MailServer server, EmailOptions options, CancellationToken cancellationToken)
    {
        var greeting = await ReadReplyAsync(_timeout, cancellationToken);
        if (!greeting.IsDone)
            throw new SmtpRefusedException("greeting", greeting);
        var clientName = options.ClientName.Length > 0 ? options.ClientName : SafeName(Environment.MachineName);
        await HelloAsync(clientName, cancellationToken);

        var offered = _extensions.Contains("STARTTLS");
        if (options.StartTls is StartTlsUse.Required && !offered)
            throw new SmtpBrokenException("The server does not offer STARTTLS, which Email:StartTls requires.");
        if (offered && options.StartTls is not StartTlsUse.Never)
        {
            await CommandAsync("STARTTLS", 2, cancellationToken);
            // What came in the clear behind the answer must not count as said under encryption (CVE-2011-0411).
            if (_start != _end)
                throw new SmtpBrokenException("The server spoke before the encryption was there.");
            var tls = new SslStream(_stream);
            using (var patience = new SmtpPatience(_timeout, _time, cancellationToken))
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.Host }, patience.Token);
            _stream = tls;
            await HelloAsync(clientName, cancellationToken);
        }
        if (server.User is not null)
            await AuthenticateAsync(server.User, server.Password ?? "", cancellationToken);
    }

    async Task HelloAsync(string clientName, CancellationToken cancellationToken)
    {
        var reply = await AskAsync($"EHLO {clientName}", cancellationToken);
        if (!reply.IsDone)
            throw new SmtpRefusedException("EHLO", reply);
        _extensions = reply.Lines.Skip(1).Select(line => line.Trim().ToUpperInvariant()).ToHashSet();
    }

    async Task AuthenticateAsync(string user, string password, CancellationToken cancellationToken)
    {
        var methods = _extensions.FirstOrDefault(extension => extension.StartsWith("AUTH ", StringComparison.Ordinal))?.Split(' ') ?? [];
        if (methods.Contains("PLAIN"))
        {
            await CommandAsync($"AUTH PLAIN {Base64($"\0{user}\0{password}")}", 2, cancellationToken);
            return;
        }
        if (!methods.Contains("LOGIN"))
            throw new SmtpBrokenException("The server offers neither AUTH PLAIN nor AUTH LOGIN.");
        await CommandAsync("AUTH LOGIN", 3, cancellationToken);
        var answer = await AskAsync(Base64(user), cancellationToken);
        if (answer.Code == 334)
            answer = await AskAsync(Base64(password), cancellationToken);
        if (!answer.IsDone)
            throw new SmtpRefusedException("AUTH", answer);
    }

    async Task<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        await WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        return await ReadReplyAsync(_timeout, cancellationToken);
    }

    async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            while (_start < _end)
            {
                var letter = _buffer[_start++];
                if (letter == '\n')
                    return line.ToString().TrimEnd('\r');
                if (line.Length == MaxReplyBytes)
                    throw new SmtpBrokenException("The server's answer has no end.");
                line.Append((char)letter);
            }
            _start = 0;
            _end = await _stream.ReadAsync(_buffer, cancellationToken);
            if (_end == 0)
                throw new SmtpBrokenException("The server closed the connection.");
        }
    }

    static string SafeName(string machine)
    {
        var name = string.Concat(machine.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.'));
        return name.Length > 0 ? name : "localhost";
    }

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    static SmtpBrokenException Broken(string stage, Exception exception) => exception is OperationCanceledException
        ? new SmtpBrokenException($"The server took too long ({stage}).", exception)
        : new SmtpBrokenException($"The connection failed ({stage}): {exception.Message}", exception);
}
