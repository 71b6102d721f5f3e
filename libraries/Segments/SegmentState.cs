using Automation.Segments.Evaluating;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segments;

/// <summary>
/// What a shopper's history comes to for the segments of the shop: a <see cref="StoredState"/>, of which a clause is read from its bytes
/// once it is looked at. An event is about few of them, and they are nearly all of it.
/// </summary>
public sealed class SegmentState
{
    // Everything but the clauses.
    readonly StoredState _rest;

    /// <summary>Of a shopper of whom nothing is known yet.</summary>
    public SegmentState()
        : this(new KeptClauses(), new StoredState())
    {
    }

    SegmentState(KeptClauses clauses, StoredState rest) => (Clauses, _rest) = (clauses, rest);

    /// <summary>By number. A clause without one has seen no event that it is about.</summary>
    public KeptClauses Clauses { get; }

    /// <summary>Numbers of the versions of segments that the shopper is in. Ascending.</summary>
    public RepeatedField<uint> MemberOf => _rest.MemberOf;

    /// <summary>The next instant at which a membership can change by itself. Null: none can.</summary>
    public Timestamp? DueTime
    {
        get => _rest.DueTime;
        set => _rest.DueTime = value;
    }

    /// <summary>Whether every segment has been looked at once. Not for subjects that are no shopper.</summary>
    public bool Settled
    {
        get => _rest.Settled;
        set => _rest.Settled = value;
    }

    /// <summary>Of the profile's identifiers: tells whether an event that brought some changed any.</summary>
    public ulong IdentityHash
    {
        get => _rest.IdentityHash;
        set => _rest.IdentityHash = value;
    }

    /// <summary>Reads bytes from wherever they were kept, all of them.</summary>
    /// <exception cref="InvalidProtocolBufferException">They are damaged.</exception>
    public static SegmentState Parse(byte[] stored)
    {
        var read = StoredState.Parser.ParseFrom(stored);
        var clauses = new KeptClauses(read.Clauses);
        read.Clauses.Clear();
        return new(clauses, read);
    }

    /// <summary>Opens bytes that <see cref="ToByteArray"/> made, or <see cref="Parse"/> has read. They must not be written to any more.</summary>
    public static SegmentState Open(byte[] sound)
    {
        var clauses = KeptClauses.Open(sound, out var end);
        return new(clauses, StoredState.Parser.ParseFrom(sound.AsSpan(end)));
    }

    /// <summary>The bytes of a <see cref="StoredState"/>; equal for what is equal.</summary>
    public byte[] ToByteArray()
    {
        // Clauses are its first field, so they come before the rest.
        var clauses = Clauses.CalculateSize();
        var bytes = new byte[clauses + _rest.CalculateSize()];
        Clauses.WriteTo(bytes.AsSpan(0, clauses));
        _rest.WriteTo(bytes.AsSpan(clauses));
        return bytes;
    }

    /// <summary>A copy that shares nothing that changes.</summary>
    public SegmentState Clone() => new(Clauses.Clone(), _rest.Clone());
}
