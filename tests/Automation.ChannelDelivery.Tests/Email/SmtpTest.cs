using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Channels.Email;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Tests.Email;

/// <summary>A sender before a mail server that says what a test wants.</summary>
public abstract class SmtpTest : IAsyncDisposable
{
    readonly List<SmtpSender> _senders = [];

    private protected ScriptedMailServer Server { get; } = new();

    private protected static Task<SendResult> SendAsync(SmtpSender sender) =>
        sender.SendAsync(Samples.Rendered(), _ => ValueTask.FromResult(true), CancellationToken.None);

    private protected SmtpSender Sender(int? port = null, string credential = "", EmailOptions? options = null)
    {
        var configuration = Configuration($"smtp://{credential}127.0.0.1:{port ?? Server.Port}");
        var sender = new SmtpSender(configuration, Options.Create(options ?? Patient(StartTlsUse.WhenOffered)), TimeProvider.System);
        _senders.Add(sender);
        return sender;
    }

    // A busy machine is no silent server.
    private protected static EmailOptions Patient(StartTlsUse use) => new()
    {
        ClientName = "client.example",
        CommandTimeout = TimeSpan.FromSeconds(20),
        MessageTimeout = TimeSpan.FromSeconds(25),
        StartTls = use,
    };

    private protected static EmailOptions Within(TimeSpan time) => new()
    {
        ClientName = "client.example",
        CommandTimeout = time,
        MessageTimeout = time + TimeSpan.FromMilliseconds(100),
    };

    private protected static EmailOptions Answering(TimeSpan time) => new()
    {
        ClientName = "client.example",
        CommandTimeout = time,
        MessageTimeout = TimeSpan.FromSeconds(25),
    };

    private protected static IConfiguration Configuration(string? mail) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:mail"] = mail }).Build();

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders)
            await sender.DisposeAsync();
        await Server.DisposeAsync();
    }
}
