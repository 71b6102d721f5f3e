using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Automation.Benchmarks.Chain;

/// <summary>
/// A mail server (RFC 5321) that tells when each message had arrived and keeps nothing. In the process of the bench and not
/// maildev, which parses and keeps every message and would itself be the limit at some dozens a second.
/// </summary>
sealed class MailSink : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly Action<string> _received;
    readonly Task _accepting;

    /// <param name="received">Called with the recipient before the message is acknowledged.</param>
    public MailSink(Action<string> received)
    {
        _received = received;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"smtp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                sessions.RemoveAll(session => session.IsCompleted);
                sessions.Add(ServeAsync(client));
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                break;
            }
        }
        await Task.WhenAll(sessions);
    }

    async Task ServeAsync(TcpClient client)
    {
        using var closing = client;
        client.NoDelay = true;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var recipients = new List<string>();
        try
        {
            await SayAsync("220 sink");
            while (await reader.ReadLineAsync(_end.Token) is { } line)
            {
                var command = line.ToUpperInvariant();
                if (command.StartsWith("RCPT TO:", StringComparison.Ordinal))
                    recipients.Add(line[(line.IndexOf('<') + 1)..line.LastIndexOf('>')]);
                else if (command is "RSET" || command.StartsWith("MAIL", StringComparison.Ordinal))
                    recipients.Clear();
                if (command is "DATA")
                {
                    await SayAsync("354 go on");
                    string? text;
                    do
                        text = await reader.ReadLineAsync(_end.Token);
                    while (text is not (null or "."));
                    // Without its final dot there is no message.
                    if (text is null)
                        return;
                    recipients.ForEach(_received);
                    recipients.Clear();
                }
                if (command is "QUIT")
                    return;
                await SayAsync("250 ok");
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client hung up, or the run is over.
        }

        async Task SayAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _end.Token);
    }
}
