using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Automation.Invariants.Tests.Stages;

/// <summary>A mail server that can be made to keep a sender waiting at a stage: <c>MAIL</c>, <c>RCPT</c>, <c>DATA</c> or <c>dot</c>.</summary>
sealed class HeldMailServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly ConcurrentDictionary<string, Hold> _holds = [];
    readonly ConcurrentDictionary<string, string> _refused = [];
    readonly ConcurrentQueue<(string Recipient, string Text)> _mails = [];
    readonly Task _serving;

    public HeldMailServer()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string ConnectionString => $"smtp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Every mail that was complete with its final dot.</summary>
    public IReadOnlyList<string> MailsTo(string recipient) => [.. _mails.Where(mail => mail.Recipient == recipient).Select(mail => mail.Text)];

    /// <summary>Keeps the next sender who comes to a stage waiting for the answer.</summary>
    public Hold HoldNext(string stage) => _holds[stage] = new Hold();

    /// <summary>Refuses a recipient for good, from now on.</summary>
    public void Refuse(string recipient) => _refused[recipient] = "550 5.1.1 no such user";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => SessionAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    async Task SessionAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 held.example ESMTP");
            var recipient = "";
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                var command = line.Split(' ')[0].ToUpperInvariant();
                await WaitAsync(command);
                if (command == "RCPT")
                    recipient = line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
                await writer.WriteLineAsync(command switch
                {
                    "EHLO" => "250 held.example",
                    "RCPT" when _refused.TryGetValue(recipient, out var refusal) => refusal,
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                });
                if (command == "QUIT")
                    return;
                if (command == "DATA" && !await ReceiveAsync(reader, writer, recipient))
                    return;
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // The sender went away.
        }
    }

    async Task<bool> ReceiveAsync(StreamReader reader, StreamWriter writer, string recipient)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line != ".")
            {
                text.AppendLine(line);
                continue;
            }
            _mails.Enqueue((recipient, text.ToString()));
            await WaitAsync("dot");
            await writer.WriteLineAsync("250 queued");
            return true;
        }
        return false;
    }

    async Task WaitAsync(string stage)
    {
        if (!_holds.TryRemove(stage, out var hold))
            return;
        hold.Reach();
        await hold.Released.WaitAsync(_stop.Token);
    }

    /// <summary>A sender who is kept waiting.</summary>
    public sealed class Hold
    {
        readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Released => _released.Task;

        public bool IsReached => _reached.Task.IsCompleted;

        public Task ReachedAsync() => _reached.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public void Reach() => _reached.TrySetResult();

        public void Release() => _released.TrySetResult();
    }
}
