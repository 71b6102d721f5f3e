using System.Buffers;
using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

// Two pipes and two loops between a transport and its user. A loop ends its pipe with the reason it ended for.
abstract class DuplexPump
{
    readonly Pipe _send;
    readonly Pipe _receive;
    readonly CountingWriter _output;
    readonly CountingReader _input;
    readonly PipeScheduler _sendScheduler;
    readonly PipeScheduler _receiveScheduler;
    long _sent;
    long _received;

    protected DuplexPump(PipeOptions? sendOptions, PipeOptions? receiveOptions)
    {
        sendOptions ??= PipeOptions.Default;
        receiveOptions ??= PipeOptions.Default;
        _send = new Pipe(sendOptions);
        _receive = new Pipe(receiveOptions);
        _output = new CountingWriter(_send.Writer);
        _input = new CountingReader(_receive.Reader);
        _sendScheduler = sendOptions.ReaderScheduler;
        _receiveScheduler = receiveOptions.WriterScheduler;
    }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    public long TotalSent => Volatile.Read(ref _sent);

    public long TotalReceived => Volatile.Read(ref _received);

    public long WaitingToBeSent => Math.Max(0, _output.Written - TotalSent);

    public long WaitingToBeRead => Math.Max(0, TotalReceived - _input.Consumed);

    public int LastReceived { get; private set; }

    public void Start()
    {
        _receiveScheduler.Schedule(static state => _ = ((DuplexPump)state!).ReceiveAsync(), this);
        _sendScheduler.Schedule(static state => _ = ((DuplexPump)state!).SendAsync(), this);
    }

    // Wakes the loops, which then find the transport closed.
    public void Interrupt()
    {
        _send.Reader.CancelPendingRead();
        _receive.Writer.CancelPendingFlush();
    }

    protected abstract bool IsClosed { get; }

    protected abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    protected abstract ValueTask WriteAsync(ReadOnlySequence<byte> data);

    // Nothing more will be written: flush, and tell the other side.
    protected abstract ValueTask EndWritesAsync();

    // Both return what the pipe's user is told, null for a quiet end.
    protected abstract Exception? OnReadEnded(Exception? error);

    protected abstract Exception? OnWriteEnded(Exception? error);

    async Task ReceiveAsync()
    {
        Exception? error = null;
        var writer = _receive.Writer;
        try
        {
            while (!IsClosed)
            {
                var read = await ReadAsync(writer.GetMemory()).ConfigureAwait(false);
                LastReceived = read;
                if (read <= 0)
                    break;
                writer.Advance(read);
                Interlocked.Add(ref _received, read);
                var flushed = await writer.FlushAsync().ConfigureAwait(false);
                if (flushed.IsCompleted)
                    break;
            }
        }
#pragma warning disable CA1031 // Whatever ended the loop is the reader's to see.
        catch (Exception caught)
#pragma warning restore CA1031
        {
            error = caught;
        }

        await writer.CompleteAsync(OnReadEnded(error)).ConfigureAwait(false);
    }

    async Task SendAsync()
    {
        Exception? error = null;
        var reader = _send.Reader;
        try
        {
            while (!IsClosed)
            {
                var result = await reader.ReadAsync().ConfigureAwait(false);
                if (!result.Buffer.IsEmpty)
                    await WriteAsync(result.Buffer).ConfigureAwait(false);
                Interlocked.Add(ref _sent, result.Buffer.Length);
                reader.AdvanceTo(result.Buffer.End);
                if (!result.IsCompleted)
                    continue;
                await EndWritesAsync().ConfigureAwait(false);
                break;
            }
        }
#pragma warning disable CA1031 // Whatever ended the loop is the writer's to see.
        catch (Exception caught)
#pragma warning restore CA1031
        {
            error = caught;
        }

        await reader.CompleteAsync(OnWriteEnded(error)).ConfigureAwait(false);
    }
}
