using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial;

public sealed class SocketConnection : IMeasuredDuplexPipe, IDisposable
{
    readonly SocketPump _pump;

    SocketConnection(Socket socket, PipeOptions? sendOptions, PipeOptions? receiveOptions, string? name)
    {
        Socket = socket;
        Name = string.IsNullOrWhiteSpace(name) ? GetType().Name : name;
        _pump = new SocketPump(socket, sendOptions, receiveOptions);
        _pump.Start();
    }

    public PipeReader Input => _pump.Input;

    public PipeWriter Output => _pump.Output;

    public Socket Socket { get; }

    public string Name { get; }

    public PipeShutdownKind ShutdownKind => _pump.ShutdownKind;

    public SocketError SocketError => _pump.SocketError;

    public long BytesRead => _pump.TotalReceived;

    public long BytesSent => _pump.TotalSent;

    long IMeasuredDuplexPipe.TotalBytesReceived => _pump.TotalReceived;

    long IMeasuredDuplexPipe.TotalBytesSent => _pump.TotalSent;

    public int LastReceived => _pump.LastReceived;

    public static SocketConnection Create(
        Socket socket,
        PipeOptions? pipeOptions = null,
        SocketConnectionOptions socketConnectionOptions = SocketConnectionOptions.None,
        string? name = null) =>
        Create(socket, pipeOptions, pipeOptions, socketConnectionOptions, name);

    // The options are hints about buffering and threads; these loops have nothing to change for them.
    public static SocketConnection Create(
        Socket socket,
        PipeOptions? sendPipeOptions,
        PipeOptions? receivePipeOptions,
        SocketConnectionOptions socketConnectionOptions = SocketConnectionOptions.None,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return new SocketConnection(socket, sendPipeOptions, receivePipeOptions, name);
    }

    // The official package checks that its satellite assemblies load; here they are part of the framework.
    public static void AssertDependencies()
    {
    }

    public static void SetRecommendedClientOptions(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        // Unix domain sockets have no such option.
        if (socket.AddressFamily != AddressFamily.Unix)
            socket.NoDelay = true;
    }

    public static void SetRecommendedServerOptions(Socket socket) => SetRecommendedClientOptions(socket);

    // The first reason stays; a later end of stream is only its consequence.
    public bool TrySetProtocolShutdown(PipeShutdownKind kind) =>
        kind is PipeShutdownKind.ProtocolExitClient or PipeShutdownKind.ProtocolExitServer
            && _pump.TrySetShutdown(kind);

    public Counters GetCounters() =>
        new(_pump.AvailableOnSocket(), _pump.WaitingToBeRead, _pump.WaitingToBeSent);

    public override string ToString() => Name;

    public void Dispose() => _pump.Close();

    public readonly struct Counters
    {
        internal Counters(long availableOnSocket, long waitingToBeRead, long waitingToBeSent)
        {
            BytesAvailableOnSocket = availableOnSocket;
            BytesWaitingToBeRead = waitingToBeRead;
            BytesWaitingToBeSent = waitingToBeSent;
        }

        // -1 where the socket is gone.
        public long BytesAvailableOnSocket { get; }

        public long BytesWaitingToBeRead { get; }

        public long BytesWaitingToBeSent { get; }
    }
}
