using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Automation.ServiceDefaults.Faults;
using Microsoft.AspNetCore.Http.Features;

namespace Automation.ServiceDefaults.Admission;

/// <summary>The body of a gRPC call, whose messages are weighed when they are there whole and before they are parsed.</summary>
sealed class WeighedBody(PipeReader body, MessageShape shape, string method) : PipeReader, IRequestBodyPipeFeature
{
    // A flag, and the length of what follows.
    const int HeaderBytes = 5;

    ReadOnlySequence<byte> _read;

    // Bytes of it that were weighed.
    long _weighed;

    public PipeReader Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await body.ReadAsync(cancellationToken);
        Weigh(result.Buffer);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!body.TryRead(out result))
            return false;
        Weigh(result.Buffer);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _weighed = Math.Max(0, _weighed - _read.Slice(0, consumed).Length);
        _read = default;
        body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => body.CompleteAsync(exception);

    void Weigh(in ReadOnlySequence<byte> read)
    {
        _read = read;
        Span<byte> header = stackalloc byte[HeaderBytes];
        while (read.Length - _weighed >= HeaderBytes)
        {
            var rest = read.Slice(_weighed);
            rest.Slice(0, HeaderBytes).CopyTo(header);
            var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
            // What is too long, the framework refuses by the header alone.
            if (rest.Length - HeaderBytes < length)
                return;
            if (IsTooHeavy(rest.Slice(HeaderBytes, length)))
            {
                // The server drains what is left only from a reader at rest.
                body.AdvanceTo(read.End);
                throw FaultStatus.ToRpcException(new Fault(
                    FaultReasons.RequestTooLarge, $"The message of {method} becomes more objects than one of its length may; send fewer elements at once, and none that are empty."));
            }
            _weighed += HeaderBytes + length;
        }
    }

    bool IsTooHeavy(in ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment)
            return MessageWeight.IsTooHeavy(message.FirstSpan, shape);
        var whole = ArrayPool<byte>.Shared.Rent((int)message.Length);
        try
        {
            message.CopyTo(whole);
            return MessageWeight.IsTooHeavy(whole.AsSpan(0, (int)message.Length), shape);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}
