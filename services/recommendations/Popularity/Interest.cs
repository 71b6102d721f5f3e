namespace Automation.Recommendations.Popularity;

/// <summary>A shopper and a product.</summary>
/// <param name="Partition">The shopper's, 0 to 15.</param>
readonly record struct InterestKey(int Partition, string ShopId, Guid ShopperId, string ProductId);

/// <summary>On which day of the shop clock (UTC) a shopper last wanted a product, by how. Null: never, or longer ago than counts.</summary>
readonly record struct Interest(DateOnly? Viewed = null, DateOnly? Added = null, DateOnly? Ordered = null)
{
    /// <summary>The latest of all; null when there is none.</summary>
    public DateOnly? Last => Later(Later(Viewed, Added), Ordered);

    /// <summary>Of each, the later.</summary>
    public Interest With(Interest other) =>
        new(Later(Viewed, other.Viewed), Later(Added, other.Added), Later(Ordered, other.Ordered));

    static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;
}
