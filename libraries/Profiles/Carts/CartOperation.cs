using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

public sealed partial class CartOperation
{
    /// <summary>When, as a message of its own. What is stored of it is not one, because there are very many.</summary>
    internal Timestamp Time
    {
        get => new() { Seconds = TimeSeconds, Nanos = TimeNanos };
        set => (TimeSeconds, TimeNanos) = (value.Seconds, value.Nanos);
    }

    /// <summary>A copy for another cart, which shares the lines.</summary>
    internal CartOperation Shared() => new()
    {
        TimeSeconds = TimeSeconds,
        TimeNanos = TimeNanos,
        Sequence = Sequence,
        Kind = Kind,
        Content = Content,
        Reference = Reference,
        AsOrdered = AsOrdered,
    };

    /// <summary>A copy without lines.</summary>
    internal CartOperation Stub() => new()
    {
        TimeSeconds = TimeSeconds, TimeNanos = TimeNanos, Sequence = Sequence, Kind = Kind, Reference = Reference,
    };

    internal void DropLines()
    {
        (Line, Content, Shown, AsOrdered) = (null, null, 0, false);
    }
}
