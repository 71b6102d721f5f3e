namespace Automation.ChannelDelivery.Rendering;

/// <summary>What a cart template shows. Every text is one line and there; what may be absent is null and asked for by <c>#if</c>.</summary>
sealed record CartView
{
    public required string ShopName { get; init; }

    public required string PostalAddress { get; init; }

    public required IReadOnlyList<LineView> Lines { get; init; }

    /// <summary>Those that are not among <see cref="Lines"/>; null: there are none.</summary>
    public required MoreView? More { get; init; }

    /// <summary>
    /// Sum of the line totals, of those not shown too. Null when the prices are not all known or not of one currency.
    /// </summary>
    public required string? Total { get; init; }

    public required string? Coupon { get; init; }

    /// <summary>Null rather than empty.</summary>
    public required IReadOnlyList<SuggestionView>? Suggestions { get; init; }

    public required string RecoverUrl { get; init; }

    /// <summary>Null for what one cannot unsubscribe from.</summary>
    public required string? UnsubscribeUrl { get; init; }
}

/// <summary>A line of the cart.</summary>
sealed record LineView
{
    /// <summary>Never empty.</summary>
    public required string Title { get; init; }

    public required string Quantity { get; init; }

    public required string? UnitPrice { get; init; }

    /// <summary>What it cost when it went into the cart; only when it costs less now.</summary>
    public required string? FormerPrice { get; init; }

    /// <summary>Null also when it is sold out: what cannot be bought is not summed.</summary>
    public required string? LineTotal { get; init; }

    public required bool IsSoldOut { get; init; }

    public required string? ImageUrl { get; init; }
}

/// <summary>The lines that a long cart has besides those shown.</summary>
/// <param name="Count">How many.</param>
/// <param name="Total">Sum of their totals, where the cart has one.</param>
sealed record MoreView(string Count, string? Total);

/// <summary>A product that is not in the cart.</summary>
sealed record SuggestionView
{
    public required string Title { get; init; }

    public required string? Price { get; init; }

    public required string? ImageUrl { get; init; }

    public required string? ProductUrl { get; init; }
}
