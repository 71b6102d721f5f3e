using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>What the blocks of one message show.</summary>
sealed record MessageView
{
    /// <summary>What texts may name.</summary>
    public required Variables Variables { get; init; }

    public required BrandLook Brand { get; init; }

    /// <summary>Lines of the cart or the order, or the products.</summary>
    public required IReadOnlyList<ShownItem> Items { get; init; }

    /// <summary>Lines of the shipment that an order event tells of.</summary>
    public IReadOnlyList<ShownItem> ShipmentItems { get; init; } = [];

    /// <summary>How many more there are than <see cref="Items"/>.</summary>
    public int MoreCount { get; init; }

    /// <summary>Of the cart or the order.</summary>
    public Money? Total { get; init; }

    public Money? Refunded { get; init; }

    public string? Coupon { get; init; }

    public string? TrackingUrl { get; init; }

    public string? StorefrontUrl { get; init; }

    public string? RecoverUrl { get; init; }

    /// <summary>Null for what one cannot unsubscribe from.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>Products that fit, best first, by how they were chosen.</summary>
    public IReadOnlyDictionary<RecommendationStrategy, IReadOnlyList<ShownItem>> Recommended { get; init; } =
        new Dictionary<RecommendationStrategy, IReadOnlyList<ShownItem>>();

    /// <summary>Lines that a block shows at most, so that the mail finds room.</summary>
    public int MaxLines { get; init; } = CartViews.MaxLines;
}
