using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Running;

/// <summary>One port in front of several replicas; connections go round.</summary>
sealed class ReplicaProxy : IDisposable
{
    readonly TcpListener _listener;
    readonly int[] _targets;
    int _next;

    public ReplicaProxy(int port, int[] targets)
    {
        _targets = targets;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public void Dispose() => _listener.Dispose();

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            // Disposed: the application stops.
        }
    }

    async Task ServeAsync(Socket caller)
    {
        using var inward = caller;
        for (var attempt = 0; attempt < _targets.Length; attempt++)
        {
            using var outward = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            inward.NoDelay = outward.NoDelay = true;
            try
            {
                var target = _targets[(uint)Interlocked.Increment(ref _next) % _targets.Length];
                await outward.ConnectAsync(IPAddress.Loopback, target);
            }
            catch (SocketException)
            {
                // A replica that is down; the next one gets the call.
                continue;
            }
            await Task.WhenAll(PumpAsync(inward, outward), PumpAsync(outward, inward));
            return;
        }
    }

    static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // One side is gone; so that the other pump ends too, both are closed.
            from.Dispose();
            to.Dispose();
        }
    }
}
