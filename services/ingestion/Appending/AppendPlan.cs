using Automation.Ingestion.Admission;
using Automation.EventLog.Following;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Appending;

/// <summary>What the log already knows of the pending events, read under its lock.</summary>
sealed class KnownState
{
    /// <summary>Last sequence of each partition.</summary>
    public required long[] Heads { get; init; }

    /// <summary>Which of the pending keys are there.</summary>
    public required HashSet<Guid> Keys { get; init; }

    /// <summary>Whom the pending events' identifiers name.</summary>
    public required Dictionary<Identity, Guid> Identities { get; init; }

    /// <summary>Who was known last on which of those that are devices, and when; none where nobody was known by another name.</summary>
    public Dictionary<Identity, DeviceClaim> Claims { get; init; } = [];

    /// <summary>Which of the given shoppers are there.</summary>
    public required HashSet<(string ShopId, Guid ShopperId)> Shoppers { get; init; }

    /// <summary>Of which kinds the shoppers have names; of those in <see cref="DoubtfulOwners"/>, of owners of orders' phones and of new ones.</summary>
    public Dictionary<Guid, NameKinds> NameKinds { get; init; } = [];

    /// <summary>Whom beside their shoppers the events may concern.</summary>
    public OtherSubjects Others { get; init; } = new();

    /// <summary>Adds that a shopper has a name of a kind.</summary>
    public void AddNameKind(Guid shopperId, IdentityKind kind) =>
        NameKinds[shopperId] = NameKinds.GetValueOrDefault(shopperId) | kind.AsSet();
}

/// <summary>A shopper to add.</summary>
readonly record struct NewShopper(string ShopId, Guid ShopperId, int Partition);

/// <summary>What an append writes: decided from the events and the known state alone, event by event in order.</summary>
sealed partial class AppendPlan
{
    /// <summary>One for each event, in order.</summary>
    public required AppendResult[] Results { get; init; }

    /// <summary>Of everything that the plan appends.</summary>
    public required DateTimeOffset LogTime { get; init; }

    /// <summary>Last sequence of each partition afterwards.</summary>
    public required long[] Heads { get; init; }

    public List<KeyValuePair<Identity, Guid>> NewIdentities { get; } = [];

    public List<NewShopper> NewShoppers { get; } = [];

    public int RecordedCount { get; private set; }

    /// <summary>Decides. <paramref name="known"/> is used up: it grows by what the plan adds.</summary>
    /// <param name="events">In the order in which they came.</param>
    /// <param name="known">State of the log.</param>
    /// <param name="logTime">Of everything that is appended.</param>
    /// <param name="mint">Gives the id of a shopper never seen before.</param>
    public static AppendPlan For(IReadOnlyList<PendingEvent> events, KnownState known, DateTimeOffset logTime, Func<Guid> mint)
    {
        var plan = new AppendPlan
        {
            Results = new AppendResult[events.Count], LogTime = logTime, Heads = (long[])known.Heads.Clone(),
        };
        for (var i = 0; i < events.Count; i++)
            plan.Results[i] = plan.Place(events[i], known, mint);
        return plan;
    }

    AppendResult Place(PendingEvent pending, KnownState known, Func<Guid> mint)
    {
        if (known.Keys.Contains(pending.Key))
            return new AppendResult(AppendOutcome.Duplicate, null, 0, 0);
        if (pending.GivenShopperId is { } given && !known.Shoppers.Contains((pending.ShopId, given)))
            return new AppendResult(AppendOutcome.ShopperUnknown, null, 0, 0);
        known.Keys.Add(pending.Key);

        var named = pending.Event.ActionCase is Action.OrderCompleted ? OrdersElsewhere.NamedBy(pending, known) : null;
        Guid? shopperId = pending.ProductPartition is null ? pending.GivenShopperId ?? Resolve(pending, known, mint) : null;
        var partition = pending.ProductPartition ?? Partitions.Of(pending.ShopId, shopperId!.Value.ToString());
        RecordedCount++;
        var result = new AppendResult(AppendOutcome.Recorded, shopperId, partition, ++Heads[partition]);
        if (shopperId is not { } subject)
            return result;
        UseNamedAddress(pending, subject, known);
        return result with
        {
            Controls = PlaceControls(pending, result, named, known.Others), Settled = Settle(pending, subject, known.Others),
        };
    }
}
