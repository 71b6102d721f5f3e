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

    // A test process has a block of its own, so that what one has chosen and not bound yet is not chosen by another one.
    const int BlockSize = 400;
    static readonly (FileStream Claim, int First) s_block = ClaimBlock();
    static int s_last = -1;

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

    static int Next() => s_block.First + (int)((uint)Interlocked.Increment(ref s_last) % BlockSize);

    // The file stays; the lock on it goes with the process, however that ends.
    static (FileStream Claim, int First) ClaimBlock()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"automation-ports-{Environment.UserName}"));
        for (var first = First; first < End; first += BlockSize)
        {
            try
            {
                var file = Path.Combine(folder.FullName, $"{first}");
                return (new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), first);
            }
            catch (IOException)
            {
                // Another test process has it.
            }
        }
        throw new InvalidOperationException($"{(End - First) / BlockSize} test processes run already; let one end.");
    }

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
