using System.Collections.Concurrent;
using Automation.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Automation.Faults.Tests.Disturbing;

/// <summary>
/// Stands between the logs' exchanges and the followers' queues: takes each queue off its log and brings it the messages
/// itself, or loses, doubles, delays and reorders them. Nobody in the suite knows.
/// </summary>
sealed class BusTamperer : IAsyncDisposable
{
    static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);

    readonly LocalRabbitMq _rabbit;
    readonly IConnection _connection;
    readonly Random _random;
    readonly ConcurrentDictionary<(string Log, string Follower), TamperedLink> _links = [];
    readonly CancellationTokenSource _over = new();
    Task _looking = Task.CompletedTask;

    BusTamperer(LocalRabbitMq rabbit, IConnection connection, int seed) =>
        (_rabbit, _connection, _random) = (rabbit, connection, new Random(seed));

    /// <summary>What was done to messages so far, by deed.</summary>
    public ConcurrentDictionary<string, int> Deeds { get; } = [];

    /// <summary>Returns when it stands on every link that there is.</summary>
    public static async Task<BusTamperer> StartAsync(LocalRabbitMq rabbit, int seed)
    {
        var factory = new ConnectionFactory { Uri = new Uri(rabbit.ConnectionString), AutomaticRecoveryEnabled = false };
        var tamperer = new BusTamperer(rabbit, await factory.CreateConnectionAsync(), seed);
        await tamperer.TakeLinksAsync();
        tamperer._looking = tamperer.LookAsync();
        return tamperer;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _looking;
        foreach (var link in _links.Values)
            await link.LetGoAsync();
        await _connection.DisposeAsync();
        _over.Dispose();
    }

    // A replica that comes back makes its bindings anew.
    async Task LookAsync()
    {
        while (true)
        {
            await Task.Delay(s_pollInterval, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_over.IsCancellationRequested || !_connection.IsOpen)
                return;
            await TakeLinksAsync();
        }
    }

    async Task TakeLinksAsync()
    {
        foreach (var (log, follower) in await _rabbit.ExchangeBindingsAsync())
        {
            if (log.StartsWith("automation.", StringComparison.Ordinal) && log.EndsWith("-log", StringComparison.Ordinal)
                && !_links.ContainsKey((log, follower)))
                _links[(log, follower)] = await TamperedLink.TakeAsync(_connection, log, follower, DrawDeed);
        }
    }

    (Deed Deed, TimeSpan Delay) DrawDeed()
    {
        lock (_random)
        {
            var deed = (Deed)_random.Next(5);
            Deeds.AddOrUpdate(deed.ToString(), 1, (_, count) => count + 1);
            return (deed, TimeSpan.FromMilliseconds(_random.Next(5, 1_000)));
        }
    }
}

/// <summary>What is done to a message.</summary>
enum Deed
{
    Pass,
    Drop,
    Double,
    Delay,

    /// <summary>Let the next one go first.</summary>
    Swap,
}

/// <summary>One log's way to one follower's queue.</summary>
sealed class TamperedLink
{
    readonly IChannel _channel;
    readonly string _log;
    readonly string _follower;
    readonly Func<(Deed Deed, TimeSpan Delay)> _draw;
    readonly SemaphoreSlim _turn = new(1, 1);
    (BasicProperties Properties, byte[] Body)? _held;
    bool _isOver;

    TamperedLink(IChannel channel, string log, string follower, Func<(Deed Deed, TimeSpan Delay)> draw) =>
        (_channel, _log, _follower, _draw) = (channel, log, follower, draw);

    public static async Task<TamperedLink> TakeAsync(
        IConnection connection, string log, string follower, Func<(Deed Deed, TimeSpan Delay)> draw)
    {
        var link = new TamperedLink(await connection.CreateChannelAsync(), log, follower, draw);
        var queue = await link._channel.QueueDeclareAsync();
        await link._channel.QueueBindAsync(queue.QueueName, log, routingKey: "");
        var consumer = new AsyncEventingBasicConsumer(link._channel);
        consumer.ReceivedAsync += link.ReceiveAsync;
        await link._channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        await link._channel.ExchangeUnbindAsync(follower, log, routingKey: "");
        return link;
    }

    /// <summary>Puts the follower's queue back on its log.</summary>
    public async Task LetGoAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _isOver = true;
            if (_channel.IsOpen)
                await _channel.ExchangeBindAsync(_follower, _log, routingKey: "");
        }
        catch (OperationInterruptedException)
        {
            // The follower is gone and its queue with it; the next one has a new one.
        }
        finally
        {
            _turn.Release();
        }
        await _channel.DisposeAsync();
    }

    async Task ReceiveAsync(object sender, BasicDeliverEventArgs arrived)
    {
        // The body belongs to the client library only until this returns.
        var message = (Properties: new BasicProperties(arrived.BasicProperties), Body: arrived.Body.ToArray());
        var (deed, delay) = _draw();
        switch (deed)
        {
            case Deed.Drop:
                return;
            case Deed.Delay:
                _ = PassAfterAsync(message, delay);
                return;
            case Deed.Swap when _held is null:
                _held = message;
                return;
            case Deed.Double:
                await PassAsync(message);
                break;
        }
        await PassAsync(message);
        if (_held is { } held)
        {
            _held = null;
            await PassAsync(held);
        }
    }

    async Task PassAfterAsync((BasicProperties Properties, byte[] Body) message, TimeSpan delay)
    {
        await Task.Delay(delay);
        await PassAsync(message);
    }

    async Task PassAsync((BasicProperties Properties, byte[] Body) message)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_isOver && _channel.IsOpen)
                await _channel.BasicPublishAsync(_follower, routingKey: "", mandatory: false, message.Properties, message.Body);
        }
        catch (AlreadyClosedException)
        {
            // The follower is gone.
        }
        finally
        {
            _turn.Release();
        }
    }
}
