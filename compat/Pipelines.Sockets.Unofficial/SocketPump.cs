using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial;

sealed class SocketPump(Socket socket, PipeOptions? sendOptions, PipeOptions? receiveOptions)
    : DuplexPump(sendOptions, receiveOptions)
{
    int _shutdown;
    int _closed;

    public PipeShutdownKind ShutdownKind => (PipeShutdownKind)Volatile.Read(ref _shutdown);

    public SocketError SocketError { get; private set; }

    protected override bool IsClosed => Volatile.Read(ref _closed) != 0;

    public bool TrySetShutdown(PipeShutdownKind kind) =>
        Interlocked.CompareExchange(ref _shutdown, (int)kind, (int)PipeShutdownKind.None) == 0;

    public long AvailableOnSocket()
    {
        try
        {
            return IsClosed ? -1 : socket.Available;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return -1;
        }
    }

    public void Close()
    {
        TrySetShutdown(PipeShutdownKind.PipeDisposed);
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Not connected any more; closing is all that is left.
        }

        socket.Dispose();
        Interrupt();
    }

    protected override ValueTask<int> ReadAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, SocketFlags.None);

    protected override async ValueTask WriteAsync(ReadOnlySequence<byte> data)
    {
        foreach (var segment in data)
        {
            for (var rest = segment; !rest.IsEmpty;)
                rest = rest[await socket.SendAsync(rest, SocketFlags.None).ConfigureAwait(false)..];
        }
    }

    protected override ValueTask EndWritesAsync()
    {
        TrySetShutdown(PipeShutdownKind.WriteEndOfStream);
        socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    protected override Exception? OnReadEnded(Exception? error)
    {
        if (error is null && !IsClosed)
        {
            TrySetShutdown(LastReceived <= 0 ? PipeShutdownKind.ReadEndOfStream : PipeShutdownKind.ReadFlushCompleted);
            return null;
        }

        return IsClosed || IsLocalEnd(error)
            ? Ended(PipeShutdownKind.ReadDisposed, new ConnectionAbortedException("The connection was aborted", error))
            : error is SocketException socketError
                ? Failed(PipeShutdownKind.ReadSocketError, socketError)
                : Ended(error is IOException ? PipeShutdownKind.ReadIOException : PipeShutdownKind.ReadException, error);
    }

    // Quiet where this side closed the socket: a writer who flushes then learns that nobody reads any more. An aborted
    // flush would look to its callers as if they had cancelled it.
    protected override Exception? OnWriteEnded(Exception? error) =>
        error is null || IsClosed || IsLocalEnd(error)
            ? Ended(PipeShutdownKind.WriteDisposed, null)
            : error is SocketException socketError
                ? Failed(PipeShutdownKind.WriteSocketError, socketError)
                : Ended(error is IOException ? PipeShutdownKind.WriteIOException : PipeShutdownKind.WriteException, error);

    static bool IsLocalEnd(Exception? error) =>
        error is ObjectDisposedException or OperationCanceledException
            or SocketException { SocketErrorCode: SocketError.OperationAborted or SocketError.Interrupted };

    Exception? Ended(PipeShutdownKind kind, Exception? error)
    {
        TrySetShutdown(kind);
        return error;
    }

    Exception Failed(PipeShutdownKind kind, SocketException error)
    {
        if (TrySetShutdown(kind))
            SocketError = error.SocketErrorCode;
        return error.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
            ? new ConnectionResetException(error.Message, error)
            : error;
    }
}
