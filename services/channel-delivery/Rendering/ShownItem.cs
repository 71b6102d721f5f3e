using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>A product as a message shows it: a line of a cart or an order, or something to buy. Texts are one line each.</summary>
sealed record ShownItem
{
    public required string ProductId { get; init; }

    /// <summary>Never empty.</summary>
    public required string Title { get; init; }

    /// <summary>At least 1.</summary>
    public int Quantity { get; init; } = 1;

    /// <summary>Of one, now. Null: not known.</summary>
    public Money? Price { get; init; }

    /// <summary>What it cost before; only when that was more, also as it is shown.</summary>
    public Money? FormerPrice { get; init; }

    /// <summary>Quantity times price. Null also when it is sold out: what cannot be bought is not summed.</summary>
    public Money? Total { get; init; }

    public bool IsSoldOut { get; init; }

    public string? Variant { get; init; }

    public string? ImageUrl { get; init; }

    public string? Url { get; init; }
}
