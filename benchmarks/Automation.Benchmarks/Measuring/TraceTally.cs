using System.Collections.Concurrent;
using Automation.Benchmarks.Otlp;
using Google.Protobuf;

namespace Automation.Benchmarks.Measuring;

/// <summary>How many traces lead from a call that came in to a message that went out.</summary>
sealed class TraceTally
{
    readonly ConcurrentDictionary<ByteString, byte> _begun = new();
    readonly ConcurrentDictionary<ByteString, byte> _sent = new();

    /// <summary>Traces in which a message was sent.</summary>
    public int Sent => _sent.Count;

    /// <summary>Those of them whose first span, the call of the load, has come too: whole ones.</summary>
    public int Whole => _sent.Keys.Count(_begun.ContainsKey);

    public void Count(Span span)
    {
        // A span without a parent is the call that began the trace.
        if (span.ParentSpanId.IsEmpty && span.Name.EndsWith("/BatchRecordEvents", StringComparison.Ordinal))
            _begun[span.TraceId] = 0;
        else if (span.Name == "send message")
            _sent[span.TraceId] = 0;
    }
}
