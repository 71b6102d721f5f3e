using System.Buffers.Binary;
using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Recommendations.Catalog;

/// <summary>
/// When something was said: log time, then partition, then sequence. What was said last holds, whichever replica folds
/// it first, so folding commutes over partitions. As bytes, PostgreSQL compares stamps as they are meant.
/// </summary>
readonly record struct Stamp(long Microseconds, int Partition, long Sequence) : IComparable<Stamp>
{
    const int Length = 17;

    public static Stamp Of(LoggedEvent logged) =>
        new(logged.LogTime.Seconds * 1_000_000 + logged.LogTime.Nanos / 1_000, logged.Partition, logged.Sequence);

    public static Stamp FromBytes(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64BigEndian(bytes), bytes[8], BinaryPrimitives.ReadInt64BigEndian(bytes[9..]));

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Microseconds);
        bytes[8] = (byte)Partition;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(9), Sequence);
        return bytes;
    }

    public Timestamp ToLogTime() => new()
    {
        Seconds = Microseconds / 1_000_000,
        Nanos = (int)(Microseconds % 1_000_000) * 1_000,
    };

    public int CompareTo(Stamp other) =>
        (Microseconds, Partition, Sequence).CompareTo((other.Microseconds, other.Partition, other.Sequence));
}

/// <summary>A value with when it was said. Null: nothing was said.</summary>
sealed record Stamped<T>(T Value, Stamp Stamp)
{
    /// <summary>What was said last; of two things said by one event, the latter in it.</summary>
    public static Stamped<T>? Latest(Stamped<T>? former, Stamped<T>? next) =>
        next is null || (former is not null && former.Stamp.CompareTo(next.Stamp) > 0) ? former : next;
}
