using Google.Protobuf;

namespace Automation.EventLog.Bus;

/// <summary>New records of a log, of several partitions at once. A hint only: it may be lost, doubled, late.</summary>
public sealed record LogMessage
{
    /// <summary>In order of each partition.</summary>
    public required IReadOnlyList<LogBatch> Batches { get; init; }
}

/// <summary>Consecutive new records of one partition.</summary>
public sealed record LogBatch
{
    /// <summary>0 to 15.</summary>
    public required int Partition { get; init; }

    /// <summary>Sequence of the first record.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>Which log they are of: another installation may use the same broker. Empty: an older build.</summary>
    public string Incarnation { get; init; } = "";

    /// <summary>How many records follow.</summary>
    public required int Count { get; init; }

    /// <summary>The records, each behind its length as a varint.</summary>
    public required byte[] Records { get; init; }

    /// <summary>Parses the records.</summary>
    public List<TRecord> Read<TRecord>(MessageParser<TRecord> parser)
        where TRecord : IMessage<TRecord>
    {
        var records = new List<TRecord>(Count);
        var rest = Records.AsSpan();
        while (rest.Length > 0)
        {
            var length = ReadLength(ref rest);
            records.Add(parser.ParseFrom(rest[..length]));
            rest = rest[length..];
        }
        return records;
    }

    static int ReadLength(ref Span<byte> rest)
    {
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = rest[0];
            rest = rest[1..];
            length |= (part & 0x7F) << shift;
            if (part < 0x80)
                return length;
        }
    }
}
