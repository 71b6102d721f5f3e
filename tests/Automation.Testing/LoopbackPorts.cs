using System.Net;
using System.Net.Sockets;

namespace Automation.Testing;

/// <summary>Ports of 127.0.0.1 that nobody listens on.</summary>
public static class LoopbackPorts
{
    // Below those that Linux gives to clients (from 32768): a server binds its port seconds after it was chosen, and any
    // connection made meanwhile could have been given one of theirs. Also below a stack's ports, from 18000.
    const int First = 10_000;
    const int End = 18_000;

    // One after the other, from a place that differs between test processes: what was chosen and is not bound yet is not
    // chosen again.
    static int s_last = Random.Shared.Next(End - First);

    public static int Free() => Free(1)[0];

    /// <summary>Distinct ports: all are held until the last one is known.</summary>
    public static int[] Free(int count)
    {
        var sockets = new List<Socket>();
        try
        {
            while (sockets.Count < count)
                if (TryHold(Next()) is { } socket)
                    sockets.Add(socket);
            return [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    static int Next() => First + (int)((uint)Interlocked.Increment(ref s_last) % (End - First));

    static Socket? TryHold(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    public static bool Answers(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
