using System.Diagnostics;
using System.Text.Json;
using Automation.Api.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>All services as processes on a driven clock, for all tests; each opens a shop of its own.</summary>
public sealed class DeliveryStack : IAsyncLifetime
{
    /// <summary>Long enough for a busy machine; what waits for it says for what.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    readonly Dictionary<string, string?> _usual = [];
    Suite? _suite;
    bool _isUsual = true;

    public Suite Suite => _suite!;

    public SuiteClock Clock => Suite.Clock!;

    public LocalMail Mail => Suite.Mail;

    /// <summary>Channel-delivery; the second process runs only where a test starts it.</summary>
    public ServiceProcess Delivery => Suite["channel-delivery"];

    public ServiceProcess Second => Suite["channel-delivery", 1];

    public async Task InitializeAsync()
    {
        _suite = await Suite.StartAsync(new SuitePlan
        {
            Services = SuitePlan.BehindTheGateway,
            Replicas = new Dictionary<string, int> { ["channel-delivery"] = 2 },
            DrivenFrom = Samples.Noon,
            Environment = new Dictionary<string, string> { ["Sending__RetryDelay"] = "00:00:00.200" },
        });
        Second.Kill();
        foreach (var (name, value) in Delivery.Environment)
            _usual[name] = value;
    }

    public async Task DisposeAsync()
    {
        if (_suite is not null)
            await _suite.DisposeAsync();
    }

    /// <summary>One process of channel-delivery with the settings and the mail server of every day.</summary>
    public async Task ServeAsUsualAsync()
    {
        if (_isUsual)
            return;
        Prepare();
        await StartAsync(Delivery);
        _isUsual = true;
    }

    /// <summary>One process of channel-delivery with these settings, or before this mail server.</summary>
    public async Task ServeAsync(string? mail, params (string Name, string Value)[] settings)
    {
        Prepare(mail, settings);
        await StartAsync(Delivery);
    }

    /// <summary>No process of channel-delivery runs; those that are started have these settings.</summary>
    public void Prepare(string? mail = null, params (string Name, string Value)[] settings)
    {
        _isUsual = false;
        foreach (var process in new[] { Delivery, Second })
        {
            process.Kill();
            foreach (var name in process.Environment.Keys.Except(_usual.Keys).ToList())
                process.Environment.Remove(name);
            // Both listen where they always did.
            foreach (var (name, value) in _usual.Where(pair => !pair.Key.StartsWith("Kestrel", StringComparison.Ordinal)))
                process.Environment[name] = value;
            if (mail is not null)
                process.Environment["ConnectionStrings__mail"] = mail;
            foreach (var (name, value) in settings)
                process.Environment[name] = value;
        }
    }

    /// <summary>Starts a process again and waits until calls reach it.</summary>
    public async Task StartAsync(ServiceProcess process)
    {
        await process.StartAsync();
        var replica = process == Second ? 1 : 0;
        await UntilAsync($"{process.Service} answers", async () =>
        {
            try
            {
                await new ProgressService.ProgressServiceClient(Suite.AsService(process.Service, replica: replica))
                    .GetProgressAsync(new GetProgressRequest { DueByTime = Clock.Now.ToTimestamp() });
                return true;
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable)
            {
                return false;
            }
        });
    }

    /// <summary>While something happens in the suite, channel-delivery stands still.</summary>
    public async Task WhileItStandsStillAsync(Func<Task> happenings)
    {
        Delivery.Freeze();
        try
        {
            await happenings();
        }
        finally
        {
            Delivery.Thaw();
        }
    }

    /// <summary>Nothing of the suite is behind, and nothing is open but what is due later.</summary>
    public Task SettleAsync() => Suite.SettleAsync(Clock.Now, Timeout);

    /// <summary>Waits for a condition, and says for which when it does not come.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> condition, Func<string>? found = null)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > Timeout)
                throw new TimeoutException($"Waited {Timeout} until {what}; it is: {found?.Invoke()}\n{Suite.LogTails()}");
            await Task.Delay(20);
        }
    }

    /// <summary>Mails that the mail server has for an address.</summary>
    public async Task<IReadOnlyList<JsonElement>> InboxAsync(string address) =>
        [.. (await Mail.MessagesAsync()).Where(message => message.GetProperty("to")[0].GetProperty("address").GetString() == address)];
}

[CollectionDefinition(Name)]
public sealed class DeliveryProcesses : ICollectionFixture<DeliveryStack>
{
    public const string Name = "delivery processes";
}
