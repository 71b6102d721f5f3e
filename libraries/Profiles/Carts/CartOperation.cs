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

    /// <summary>Whether it states, after the order, nothing but what was bought: <see cref="Reference"/> is that order.</summary>
    internal bool IsRestatement => Kind is CartOperationKind.Stated or CartOperationKind.CheckoutStated && Reference.Length > 0;

    /// <summary>
    /// Leaves of it what can still matter when the cart is stated after it: how much of what was stated or put in, and what was taken out.
    /// What an order that names the cart bought stays as it is: an order that is after it now may turn out to have been earlier.
    /// </summary>
    internal void Outline()
    {
        if (Kind is CartOperationKind.Ordered or CartOperationKind.Removed)
            return;
        if (Content is { IsOutline: false })
            Content = CartContent.OutlineOf(Content.Lines);
        else if (Line is { } added)
            (Content, Line) = (CartContent.OutlineOf([added]), null);
    }
}
