using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>
/// One session at the mail server. MailKit speaks the protocol; set up here is what makes it ask for the permit once, right before
/// the final dot.
/// </summary>
sealed class SmtpConnection : IDisposable
{
    // With SIZE the message would be written once more to measure it, with CHUNKING it would leave by BDAT and without a final dot.
    const SmtpCapabilities Unused = SmtpCapabilities.Size | SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime;

    static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(1);

    readonly SmtpDialogue _dialogue = new();
    readonly SmtpClient _client;
    readonly EmailOptions _options;
    readonly TimeProvider _time;

    SmtpConnection(EmailOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _client = new SmtpClient(_dialogue)
        {
            Timeout = (int)options.CommandTimeout.TotalMilliseconds,
            // Revocation lists are not asked for: a server of theirs that is away would stop all mail.
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None,
        };
        if (options.ClientName.Length > 0)
            _client.LocalDomain = options.ClientName;
    }

    /// <summary>When it was last used, as a stamp of the real clock.</summary>
    public long LastUse { get; private set; }

    /// <summary>Whether another message may be sent on it.</summary>
    public bool IsOpen => _client.IsConnected && _dialogue.Replies.All(reply => reply.Code != 421);

    /// <summary>Connects and greets, encrypts and authenticates as configured.</summary>
    /// <exception cref="Exception">One that <see cref="IsTrouble"/> or <see cref="IsRefusal"/> knows.</exception>
    public static async Task<SmtpConnection> OpenAsync(
        MailServer server, EmailOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = new SmtpConnection(options, time);
        // Without this the final dot, a write of its own, would wait for the server to acknowledge the content.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using (var timer = new CancellationTokenSource(options.CommandTimeout, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken))
                await socket.ConnectAsync(server.Host, server.Port, either.Token);
            await connection._client.ConnectAsync(socket, server.Host, server.Port, SecurityOf(options.StartTls), cancellationToken);
            if (server.User is not null)
                await connection._client.AuthenticateAsync(server.User, server.Password ?? "", cancellationToken);
            connection._client.Capabilities &= ~Unused;
            connection.LastUse = time.GetTimestamp();
            return connection;
        }
        catch
        {
            connection.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the server still answers.</summary>
    public async Task<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _client.NoOpAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (IsTrouble(exception) || IsRefusal(exception))
        {
            return false;
        }
    }

    /// <summary>Hands a message over.</summary>
    /// <param name="message">What to send, from and to plain addresses.</param>
    /// <param name="confirm">Asked once, right before the final dot; after a no the session ends without it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<SendResult> SendAsync(
        RenderedMessage message, Func<CancellationToken, ValueTask<bool>> confirm, CancellationToken cancellationToken)
    {
        using var mail = MimeMail.Build(message, async token =>
        {
            var mayLeave = await confirm(token);
            // A server may look long at a whole message: for its last answer it has the message's time.
            _client.Timeout = (int)_options.MessageTimeout.TotalMilliseconds;
            return mayLeave;
        });
        _dialogue.Begin();
        string? trouble = null;
        try
        {
            await _client.SendAsync(
                FormatOptions.Default, mail, new MailboxAddress("", message.FromAddress), [new MailboxAddress("", message.ToAddress)], cancellationToken);
        }
        catch (Exception exception) when (IsTrouble(exception) || IsRefusal(exception) || exception is PermitWithheldException)
        {
            trouble = Explain(exception);
        }
        LastUse = _time.GetTimestamp();
        if (_client.IsConnected)
            _client.Timeout = (int)_options.CommandTimeout.TotalMilliseconds;
        var body = (PermitBody)mail.Body!;
        return SmtpTransaction.ResultOf(_dialogue.Replies, body.IsWithheld, body.IsPermitted, trouble);
    }

    /// <summary>Says goodbye; a server that does not answer is left soon.</summary>
    public async Task QuitAsync()
    {
        using var timer = new CancellationTokenSource(QuitTimeout, _time);
        try
        {
            await _client.DisconnectAsync(quit: true, timer.Token);
        }
        catch (Exception exception) when (IsTrouble(exception))
        {
            // Gone already.
        }
        Dispose();
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Whether the server broke the protocol or the connection, took too long, or does not offer what is required.</summary>
    public static bool IsTrouble(Exception exception) => exception is
        ProtocolException or IOException or SocketException or ObjectDisposedException or OperationCanceledException or TimeoutException
        or ServiceNotConnectedException or SslHandshakeException or NotSupportedException;

    /// <summary>Whether the server answered with a refusal.</summary>
    public static bool IsRefusal(Exception exception) => exception is not SslHandshakeException && exception is
        (CommandException or ServiceNotAuthenticatedException or MailKit.Security.AuthenticationException);

    /// <summary>For people.</summary>
    public static string Explain(Exception exception) => exception switch
    {
        OperationCanceledException or TimeoutException => "The mail server took too long.",
        SmtpCommandException refusal => $"{(int)refusal.StatusCode} {refusal.Message}",
        NotSupportedException => $"{exception.Message} Set Email:StartTls and ConnectionStrings:mail to what the server offers.",
        _ when IsRefusal(exception) => exception.Message,
        _ => $"The connection failed: {exception.Message}",
    };

    static SecureSocketOptions SecurityOf(StartTlsUse use) => use switch
    {
        StartTlsUse.Required => SecureSocketOptions.StartTls,
        StartTlsUse.WhenOffered => SecureSocketOptions.StartTlsWhenAvailable,
        _ => SecureSocketOptions.None,
    };
}
