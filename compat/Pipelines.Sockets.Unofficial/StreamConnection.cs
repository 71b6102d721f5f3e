using System.Buffers;
using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

public static class StreamConnection
{
    public static IDuplexPipe GetDuplex(Stream stream, PipeOptions? pipeOptions = null, string? name = null) =>
        GetDuplex(stream, pipeOptions, pipeOptions, name);

    public static IDuplexPipe GetDuplex(
        Stream stream, PipeOptions? sendPipeOptions, PipeOptions? receivePipeOptions, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanWrite)
            throw new InvalidOperationException("Cannot create a duplex pipe over a one-way stream");
        var duplex = new StreamDuplex(new StreamPump(stream, sendPipeOptions, receivePipeOptions), name);
        duplex.Start();
        return duplex;
    }

    public static PipeReader GetReader(Stream stream, PipeOptions? pipeOptions = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return PipeReader.Create(stream, new StreamPipeReaderOptions(pool: pipeOptions?.Pool));
    }

    public static PipeWriter GetWriter(Stream stream, PipeOptions? pipeOptions = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return PipeWriter.Create(stream, new StreamPipeWriterOptions(pool: pipeOptions?.Pool));
    }

    sealed class StreamDuplex(StreamPump pump, string? name) : IMeasuredDuplexPipe, IDisposable
    {
        public PipeReader Input => pump.Input;

        public PipeWriter Output => pump.Output;

        public long TotalBytesSent => pump.TotalSent;

        public long TotalBytesReceived => pump.TotalReceived;

        public void Start() => pump.Start();

        public void Dispose() => pump.Close();

        public override string ToString() => name ?? nameof(StreamDuplex);
    }

    sealed class StreamPump(Stream stream, PipeOptions? sendOptions, PipeOptions? receiveOptions)
        : DuplexPump(sendOptions, receiveOptions)
    {
        int _closed;

        protected override bool IsClosed => Volatile.Read(ref _closed) != 0;

        public void Close()
        {
            if (Interlocked.Exchange(ref _closed, 1) != 0)
                return;
            stream.Dispose();
            Interrupt();
        }

        protected override ValueTask<int> ReadAsync(Memory<byte> buffer) => stream.ReadAsync(buffer);

        protected override async ValueTask WriteAsync(ReadOnlySequence<byte> data)
        {
            foreach (var segment in data)
                await stream.WriteAsync(segment).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }

        protected override async ValueTask EndWritesAsync() => await stream.FlushAsync().ConfigureAwait(false);

        protected override Exception? OnReadEnded(Exception? error) =>
            IsClosed ? new ConnectionAbortedException("The connection was aborted", error) : error;

        // Quiet, as over a socket.
        protected override Exception? OnWriteEnded(Exception? error) =>
            IsClosed || error is ObjectDisposedException ? null : error;
    }
}
