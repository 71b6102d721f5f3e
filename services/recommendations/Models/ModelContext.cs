using Automation.Recommendations.Models.Sessions;

namespace Automation.Recommendations.Models;

/// <summary>For whom and where products are to be shown.</summary>
sealed record ModelContext(string ShopId)
{
    // Of a visit without product and cart, so many of the last items stand for it.
    const int LastOfVisit = 3;

    // A cart beyond that says no more.
    const int MaxAnchors = 20;

    /// <summary>What the shop's shoppers did; null: nothing is known.</summary>
    public ShopSessions? Sessions { get; init; }

    public Guid? ShopperId { get; init; }

    /// <summary>What was looked at in this visit as the caller knows it, the latest last; empty: as the log knows it.</summary>
    public IReadOnlyList<string> Session { get; init; } = [];

    /// <summary>What is looked at now; empty: nothing.</summary>
    public string ProductId { get; init; } = "";

    public IReadOnlyList<string> Cart { get; init; } = [];

    /// <summary>What is not to be shown.</summary>
    public IReadOnlySet<string> Excluded { get; init; } = new HashSet<string>();

    public DateTimeOffset Now { get; init; }

    /// <summary>The visit's items in its index, the latest last, -1 for unknown ones, and the visit's own number there. Within the gate.</summary>
    public (int[] Items, int? Own) VisitIn(ShopSessions sessions)
    {
        var own = ShopperId is { } shopperId
            ? sessions.VisitOf(shopperId, (Now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond)
            : null;
        List<int> items = Session.Count > 0 ? [.. Session.Select(sessions.Visits.Find)]
            : own is { } visit ? [.. sessions.Visits.ItemsOf(visit)] : [];
        if (ProductId.Length > 0 && sessions.Visits.Find(ProductId) is var current && (items.Count == 0 || items[^1] != current))
            items.Add(current);
        return ([.. items], own);
    }

    /// <summary>What the products are to go with: product and cart, or else what was looked at last. Within the gate.</summary>
    public IReadOnlyList<string> AnchorsIn(ShopSessions sessions)
    {
        List<string> anchors = [.. Cart.TakeLast(MaxAnchors)];
        if (ProductId.Length > 0)
            anchors.Add(ProductId);
        if (anchors.Count == 0)
            anchors.AddRange(VisitIn(sessions).Items.TakeLast(LastOfVisit).Where(item => item >= 0).Select(sessions.Visits.NameOf));
        return anchors;
    }
}
