using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Automation.ChannelDelivery.Tests.Email;

/// <summary>
/// A mail server that answers each stage as the test says: <c>greeting</c>, <c>EHLO</c>, <c>STARTTLS</c>, <c>AUTH</c>,
/// <c>MAIL</c>, <c>RCPT</c>, <c>DATA</c>, <c>content</c> (its first line), <c>dot</c>, <c>RSET</c>, <c>NOOP</c>, <c>QUIT</c>. It speaks raw bytes, so it can
/// also break the protocol.
/// </summary>
sealed class ScriptedMailServer : IAsyncDisposable
{
    /// <summary>Instead of an answer: closes the connection.</summary>
    public const string Drop = "(drop)";

    /// <summary>Instead of an answer: says nothing and keeps the connection.</summary>
    public const string Hang = "(hang)";

    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Lock _lock = new();
    readonly List<string> _heard = [];
    readonly List<string> _messages = [];
    readonly Task _serving;
    int _connections;

    public ScriptedMailServer()
    {
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What to answer instead of the usual, by stage. With <c>#n</c> behind the stage only the n-th time.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    /// <summary>What EHLO offers.</summary>
    public List<string> Offers { get; } = ["8BITMIME"];

    /// <summary>Asked at each stage, before the answer.</summary>
    public Func<string, Task> OnStage { get; set; } = _ => Task.CompletedTask;

    /// <summary>Told each line of content.</summary>
    public Action<string> OnLine { get; set; } = _ => { };

    /// <summary>Every command line, in order.</summary>
    public IReadOnlyList<string> Heard => Locked(() => _heard.ToList());

    /// <summary>The commands, without what follows them.</summary>
    public IEnumerable<string> Commands => Heard.Select(line => line.Split(' ')[0]);

    /// <summary>Every message that was complete with its final dot, as it came.</summary>
    public IReadOnlyList<string> Messages => Locked(() => _messages.ToList());

    public int Connections => _connections;

    readonly Dictionary<string, int> _times = [];

    async Task ServeAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                sessions.Add(Task.Run(() => SessionAsync(client)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    async Task SessionAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            Stream stream = client.GetStream();
            if (!await AnswerAsync(stream, "greeting", "220 mail.example ESMTP"))
                return;
            while (await ReadLineAsync(stream) is { } line)
            {
                Locked(() => { _heard.Add(line); return 0; });
                var command = line.Split(' ')[0].ToUpperInvariant();
                var usual = command switch
                {
                    "EHLO" => string.Concat(Offers.Select((offer, at) => $"250-{offer}\r\n").Prepend("250-mail.example\r\n")) + "250 HELP",
                    "DATA" => "354 go on",
                    "STARTTLS" => "220 go ahead",
                    "QUIT" => "221 bye",
                    "AUTH" when line == "AUTH LOGIN" => "334 VXNlcm5hbWU6",
                    "AUTH" => "235 welcome",
                    _ when line == Convert.ToBase64String("user"u8) => "334 UGFzc3dvcmQ6",
                    _ when line == Convert.ToBase64String("pass word"u8) => "235 welcome",
                    _ => "250 ok",
                };
                if (!await AnswerAsync(stream, command, usual) || command == "QUIT")
                    return;
                if (command == "STARTTLS")
                {
                    var tls = new System.Net.Security.SslStream(stream);
                    await tls.AuthenticateAsServerAsync(Certificate());
                    stream = tls;
                }
                if (command == "DATA" && !await ReceiveAsync(stream))
                    return;
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away.
        }
    }

    async Task<bool> ReceiveAsync(Stream stream)
    {
        if (AnswerTo("DATA", "354").StartsWith('5') || AnswerTo("DATA", "354").StartsWith('4'))
            return true;
        var message = new StringBuilder();
        while (await ReadLineAsync(stream) is { } line)
        {
            if (line == ".")
            {
                Locked(() => { _messages.Add(message.ToString()); return 0; });
                return await AnswerAsync(stream, "dot", "250 queued as 1");
            }
            if (message.Length == 0 && AnswerTo("content", "") == Drop)
                return false;
            OnLine(line);
            message.Append(line).Append("\r\n");
        }
        return false;
    }

    string AnswerTo(string stage, string usual) => Answers.GetValueOrDefault(stage, usual);

    async Task<bool> AnswerAsync(Stream stream, string stage, string usual)
    {
        await OnStage(stage);
        var time = Locked(() => _times[stage] = _times.GetValueOrDefault(stage) + 1);
        var answer = Answers.TryGetValue($"{stage}#{time}", out var once) ? once : AnswerTo(stage, usual);
        if (answer == Drop)
            return false;
        if (answer == Hang)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
            return false;
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.EndsWith('~') ? answer[..^1] : answer + "\r\n"), _stop.Token);
        return !answer.EndsWith('~');
    }

    async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n' && line.Count > 0 && line[^1] == '\r')
                return Encoding.UTF8.GetString([.. line[..^1]]);
            line.Add(one[0]);
        }
        return null;
    }

    static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    T Locked<T>(Func<T> act)
    {
        lock (_lock)
            return act();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }
}
