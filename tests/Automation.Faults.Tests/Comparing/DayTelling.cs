using Automation.ChannelDelivery.V1;
using Automation.Faults.Tests.Days;

namespace Automation.Faults.Tests.Comparing;

/// <summary>A shopper as a shop names them, which is the same in every telling of a day; shopper ids are not.</summary>
readonly record struct ShopperKey(string ShopId, string Shopper)
{
    public override string ToString() => $"{ShopId}/{Shopper}";
}

/// <summary>How a run stands.</summary>
sealed record ToldRun(Reminder Key, string Standing);

/// <summary>What the ledger says of a message.</summary>
sealed record ToldMessage(Reminder Key, Guid MessageId, DeliveryState State, string Reason);

/// <summary>What a suite tells of a day after it was played: everything that a fault could have changed.</summary>
sealed record DayTelling
{
    /// <summary>Event ids of each shopper in log order.</summary>
    public required IReadOnlyDictionary<ShopperKey, IReadOnlyList<string>> Log { get; init; }

    /// <summary>Profiles as JSON, without what names a shopper's place in one suite.</summary>
    public required IReadOnlyDictionary<ShopperKey, string> Profiles { get; init; }

    public required IReadOnlyList<ToldRun> Runs { get; init; }

    public required IReadOnlyList<ToldMessage> Ledger { get; init; }

    /// <summary>Message ids of everything that the mail server accepted, as seen on the wire.</summary>
    public required IReadOnlyList<Guid> Accepted { get; init; }

    /// <summary>Message ids of everything that lies in the mail server.</summary>
    public required IReadOnlyList<Guid> Inbox { get; init; }

    /// <summary>Records that some follower parked.</summary>
    public required long ParkedCount { get; init; }

    /// <summary>The reminders that reached the mail server.</summary>
    public IEnumerable<Reminder> Reminded
    {
        get
        {
            var known = Ledger.ToDictionary(message => message.MessageId, message => message.Key);
            return Accepted.Union(Inbox).Where(known.ContainsKey).Select(mail => known[mail]);
        }
    }
}
