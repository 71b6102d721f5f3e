using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Appending;

/// <summary>What became of a pending event.</summary>
enum AppendOutcome : byte
{
    /// <summary>It has a place in the log.</summary>
    Recorded,

    /// <summary>Its key was there before; nothing changed.</summary>
    Duplicate,

    /// <summary>It names a shopper whom its shop does not have; nothing changed.</summary>
    ShopperUnknown,
}

/// <summary>Where a pending event stands now.</summary>
/// <param name="Outcome">What became of it; only a recorded one has the rest.</param>
/// <param name="ShopperId">Null for a product.</param>
/// <param name="Partition">0 to 15.</param>
/// <param name="Sequence">From 1.</param>
readonly record struct AppendResult(AppendOutcome Outcome, Guid? ShopperId, int Partition, long Sequence)
{
    /// <summary>What was appended right behind it at other subjects; null when nothing was.</summary>
    public IReadOnlyList<PlacedControl>? Controls { get; init; }

    /// <summary>The event as it is logged, where the log knows better than its sender what it says; null: as it came.</summary>
    public PendingEvent? Settled { get; init; }
}
