using Automation.Commerce.V1;

namespace Automation.Faults.Tests.Days;

/// <summary>A shopper of one shop: most have an account, most of those agree to mail.</summary>
sealed record DayShopper(string ShopId, string Id, bool IsKnown, bool Agrees)
{
    public string Email => $"{Id}@{ShopId}.example.com";

    /// <summary>What the shop calls them by, in every event.</summary>
    public Identifiers Name => IsKnown ? new Identifiers { UserId = Id } : new Identifiers { AnonymousId = Id };

    public static IReadOnlyList<DayShopper> Make(string[] shops, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new DayShopper(
            shops[i % shops.Length], $"shopper-{i}", IsKnown: i % 8 != 7, Agrees: i % 5 != 4))];
}
