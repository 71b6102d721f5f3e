using Automation.Commerce.V1;

namespace Automation.Faults.Tests.Days;

/// <summary>An event of a day and who did it.</summary>
/// <param name="ShopId">The shop.</param>
/// <param name="Shopper">User id, or anonymous id of somebody unknown; the only name that the shop has for them.</param>
/// <param name="Event">With its id.</param>
sealed record DayEvent(string ShopId, string Shopper, Event Event);

/// <summary>Everything that happens at one instant of the shop clock, for each shopper in order.</summary>
sealed record DayInstant(DateTimeOffset Time, IReadOnlyList<DayEvent> Events);

/// <summary>A day in some shops. The same seed makes the same day.</summary>
sealed record ShopDay(DateTimeOffset Begin, IReadOnlyList<string> ShopIds, IReadOnlyList<DayInstant> Instants)
{
    /// <summary>A cart is reminded of after this time without activity, by samples/workflows/abandoned-cart.json.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(1);

    /// <summary>So long after its run began a cart begins no other one, by the same definition.</summary>
    public static readonly TimeSpan Cooldown = TimeSpan.FromDays(1);

    public int EventCount => Instants.Sum(instant => instant.Events.Count);
}
