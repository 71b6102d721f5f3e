using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Automation.Testing;

/// <summary>A real mail server (maildev) that keeps what it receives.</summary>
public sealed partial class LocalMail : IAsyncDisposable
{
    static readonly SharedServer<LocalMail> s_shared = new(StartAsync);
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    // A file that nobody has written to for so long will not become whole any more.
    static readonly TimeSpan s_written = TimeSpan.FromSeconds(2);

    readonly HttpClient _inbox;

    LocalMail(ServerProcess server, int smtpPort, int webPort)
    {
        Server = server;
        SmtpPort = smtpPort;
        WebPort = webPort;
        _inbox = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{webPort}") };
    }

    public int SmtpPort { get; }

    public int WebPort { get; }

    /// <summary>The process, for tests that kill or freeze it.</summary>
    public ServerProcess Server { get; }

    public string ConnectionString => $"smtp://127.0.0.1:{SmtpPort}";

    /// <summary>The one that this test process shares.</summary>
    public static Task<LocalMail> SharedAsync() => s_shared.GetAsync();

    /// <summary>A server of its own, for tests that kill it. Dispose it.</summary>
    public static async Task<LocalMail> StartAsync()
    {
        var ports = LoopbackPorts.Free(2);
        var server = ServerProcess.Start("maildev", [$"{ports[0]}", $"{ports[1]}"]);
        var mail = new LocalMail(server, ports[0], ports[1]);
        try
        {
            await mail.ReadyAsync();
            return mail;
        }
        catch
        {
            await mail.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Every message received, oldest first, as maildev tells it: subject, from, to, text, html, headers. maildev answers
    /// 250 before its inbox shows a message, so this waits until the inbox has what lies on disk.
    /// </summary>
    public async Task<IReadOnlyList<JsonElement>> MessagesAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var files = await FilesAsync();
            var shown = await _inbox.GetFromJsonAsync<List<JsonElement>>("/email") ?? [];
            var ids = shown.Select(message => message.GetProperty("id").GetString()).ToHashSet();
            var missing = files.Count(file => !ids.Contains(file.MaildevId) && (file.MessageId is not null || file.Age < s_written));
            if (missing == 0)
                return shown;
            if (waited.Elapsed > s_timeout)
                throw new TimeoutException($"maildev does not show {missing} of {files.Count} messages on its disk after {s_timeout}.");
            await Task.Delay(20);
        }
    }

    /// <summary>
    /// The UUID in the Message-ID of everything received, read from the files that maildev keeps: its inbox reads them
    /// again after a restart, while new mail comes in, and may miss or double some.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> MessageIdsAsync() =>
        [.. (await FilesAsync()).Select(file => file.MessageId).OfType<Guid>()];

    /// <summary>Starts it again after <see cref="ServerProcess.Kill"/>; what it received is still there.</summary>
    public Task RestartAsync()
    {
        Server.Restart();
        return ReadyAsync();
    }

    /// <summary>One message exactly as it came over SMTP.</summary>
    public Task<string> SourceAsync(string id) => _inbox.GetStringAsync($"/email/{id}/source");

    public async Task ClearAsync() => (await _inbox.DeleteAsync("/email/all")).EnsureSuccessStatusCode();

    // Without a message id a file is being written, or was cut off before its end and never accepted.
    async Task<List<(string MaildevId, Guid? MessageId, TimeSpan Age)>> FilesAsync()
    {
        var files = new List<(string, Guid?, TimeSpan)>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Server.Folder, "mail"), "*.eml"))
        {
            try
            {
                var age = DateTime.UtcNow - File.GetLastWriteTimeUtc(file);
                var id = MessageIdPattern().Match(await File.ReadAllTextAsync(file));
                files.Add((Path.GetFileNameWithoutExtension(file), id.Success ? Guid.Parse(id.Groups["id"].ValueSpan) : null, age));
            }
            catch (FileNotFoundException)
            {
                // Cleared meanwhile.
            }
        }
        return files;
    }

    Task ReadyAsync() => Server.ReadyAsync(async () =>
    {
        (await _inbox.GetAsync("/healthz")).EnsureSuccessStatusCode();
        if (!LoopbackPorts.Answers(SmtpPort))
            throw new IOException("SMTP does not answer yet.");
    });

    // From the header to the boundary that ends the last part.
    [GeneratedRegex("""^Message-ID: <(?<id>[0-9a-f-]{36})@.*boundary="(?<boundary>[^"]+)".*^--\k<boundary>--""", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex MessageIdPattern();

    public ValueTask DisposeAsync()
    {
        _inbox.Dispose();
        return Server.DisposeAsync();
    }
}
