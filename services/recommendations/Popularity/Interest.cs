using Automation.Recommendations.Offers;

namespace Automation.Recommendations.Popularity;

/// <summary>A shopper and a product.</summary>
/// <param name="Partition">The shopper's, 0 to 15.</param>
readonly record struct InterestKey(int Partition, string ShopId, Guid ShopperId, string ProductId);

/// <summary>On which day of the shop clock (UTC) a shopper last wanted a product, by how. Null: never, or longer ago than counts.</summary>
readonly record struct Interest(DateOnly? Viewed = null, DateOnly? Added = null, DateOnly? Ordered = null)
{
    /// <summary>The view before the last one, perhaps on the same day: who looked twice is interested.</summary>
    public DateOnly? ViewedBefore { get; init; }

    /// <summary>When it last stood in a stated cart or checkout.</summary>
    public DateOnly? InCart { get; init; }

    public DateOnly? Wished { get; init; }

    /// <summary>The last price that an event of the shopper showed.</summary>
    public SeenPrice? Seen { get; init; }

    /// <summary>When it was last in a cart, however that was told.</summary>
    public DateOnly? Carted => Later(Added, InCart);

    /// <summary>The last day on which the shopper looked at it or took it up; null when that was never.</summary>
    public DateOnly? LastSeen => Later(Later(Viewed, Carted), Wished);

    /// <summary>What both say together: of each, the later.</summary>
    public Interest With(Interest other) =>
        new(Later(Viewed, other.Viewed), Later(Added, other.Added), Later(Ordered, other.Ordered))
        {
            ViewedBefore = Later(Later(ViewedBefore, other.ViewedBefore), Earlier(Viewed, other.Viewed)),
            InCart = Later(InCart, other.InCart),
            Wished = Later(Wished, other.Wished),
            Seen = other.Seen is null || Seen?.Microseconds > other.Seen?.Microseconds ? Seen : other.Seen,
        };

    static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;

    static DateOnly? Earlier(DateOnly? one, DateOnly? other) => one is null || other is null ? null : other < one ? other : one;
}
