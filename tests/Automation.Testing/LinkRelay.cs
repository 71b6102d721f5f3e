using System.Net;
using System.Net.Sockets;

namespace Automation.Testing;

/// <summary>What a relayed link does with connections.</summary>
public enum LinkState
{
    /// <summary>Passes everything on.</summary>
    Open,

    /// <summary>Nothing passes; what was sent meanwhile passes afterwards, as when a network is away for a moment.</summary>
    Silent,

    /// <summary>Every connection is reset, and new ones are.</summary>
    Broken,
}

/// <summary>Sees what passes: the number of the connection, whether its client sent it, and the bytes.</summary>
public delegate void LinkWitness(int connection, bool isFromClient, ReadOnlySpan<byte> bytes);

/// <summary>A TCP relay on loopback that stands between a client and a server and can be slow, silent or broken.</summary>
public sealed class LinkRelay : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, LoopbackPorts.Free());
    readonly int _target;
    readonly LinkWitness? _witness;
    readonly Lock _gate = new();
    readonly Dictionary<int, (Socket Client, Socket Server)> _open = [];
    readonly CancellationTokenSource _end = new();
    TaskCompletionSource _flow = Flowing();
    LinkState _state;
    int _connections;

    /// <summary>Listens at once.</summary>
    public LinkRelay(int targetPort, LinkWitness? witness = null)
    {
        (_target, _witness) = (targetPort, witness);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How much later everything arrives.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Connections that are open now.</summary>
    public int OpenCount
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    public LinkState State
    {
        get => _state;
        set
        {
            lock (_gate)
            {
                _state = value;
                if (value is LinkState.Silent && _flow.Task.IsCompleted)
                    _flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                else if (value is not LinkState.Silent)
                    _flow.TrySetResult();
                if (value is LinkState.Broken)
                    foreach (var (client, server) in _open.Values)
                        Reset(client, server);
            }
        }
    }

    /// <summary>Resets one connection.</summary>
    public void Reset(int connection)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(connection, out var ends))
                Reset(ends.Client, ends.Server);
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        State = LinkState.Broken;
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The relay ends.
        }
    }

    async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var _ = client;
        client.NoDelay = true;
        var number = Interlocked.Increment(ref _connections);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            lock (_gate)
            {
                if (_state is LinkState.Broken)
                    throw new SocketException((int)SocketError.ConnectionReset);
                _open[number] = (client, server);
            }
            await Task.WhenAll(PassAsync(client, server, number, isFromClient: true), PassAsync(server, client, number, isFromClient: false));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // What one side sees of the other: a reset.
            Reset(client, server);
        }
        finally
        {
            lock (_gate)
                _open.Remove(number);
        }
    }

    async Task PassAsync(Socket from, Socket to, int connection, bool isFromClient)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await _flow.Task;
                if (Delay > TimeSpan.Zero)
                    await Task.Delay(Delay);
                _witness?.Invoke(connection, isFromClient, buffer.AsSpan(0, count));
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
            await _flow.Task;
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // The other direction must not wait for what will never come.
            Reset(from, to);
            throw;
        }
    }

    static TaskCompletionSource Flowing()
    {
        var flowing = new TaskCompletionSource();
        flowing.SetResult();
        return flowing;
    }

    static void Reset(params ReadOnlySpan<Socket> sockets)
    {
        foreach (var socket in sockets)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Closed already.
            }
            socket.Dispose();
        }
    }
}
