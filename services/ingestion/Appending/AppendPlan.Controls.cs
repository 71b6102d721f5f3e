using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Google.Protobuf.WellKnownTypes;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Appending;

/// <summary>That a shopper has changed a cart.</summary>
readonly record struct CartHolder(Guid CartKey, Guid ShopperId);

/// <content>What an event means at other subjects than its own.</content>
sealed partial class AppendPlan
{
    // How many of the new identities the other subjects include.
    int _includedIdentities;

    /// <summary>Who has changed which cart, each once.</summary>
    public HashSet<CartHolder> CartHolders { get; } = [];

    /// <summary>The control records that the event causes, placed in the partitions of their subjects.</summary>
    List<PlacedControl>? PlaceControls(PendingEvent cause, Guid shopperId, List<Guid>? named, OtherSubjects others)
    {
        switch (cause.Event.ActionCase)
        {
            case Action.ConsentChanged:
                IncludeNewAddresses(others);
                return Place(cause, AddressConsents.Of(cause, shopperId, EffectiveTime(cause.Event), others));
            case Action.OrderCompleted:
                return Place(cause, OrdersElsewhere.Of(cause, shopperId, named ?? [], EffectiveTime(cause.Event), others));
        }
        if (cause.CartKey is { } cart)
        {
            CartHolders.Add(new CartHolder(cart, shopperId));
            if (others.CartHolders.TryGetValue(cart, out var holders))
                holders.Add(shopperId);
        }
        return null;
    }

    List<PlacedControl>? Place(PendingEvent cause, IEnumerable<(Guid SubjectId, ControlRecord Record)> records)
    {
        List<PlacedControl>? placed = null;
        foreach (var (subjectId, record) in records)
        {
            var partition = Partitions.Of(cause.ShopId, subjectId.ToString());
            (placed ??= []).Add(new PlacedControl(subjectId, partition, ++Heads[partition], record));
        }
        return placed;
    }

    void IncludeNewAddresses(OtherSubjects others)
    {
        for (; _includedIdentities < NewIdentities.Count; _includedIdentities++)
            others.AddAddress(NewIdentities[_includedIdentities].Key, NewIdentities[_includedIdentities].Value);
    }

    // What a sender dates ahead has happened by the time it is logged.
    Timestamp EffectiveTime(Event said)
    {
        var logged = LogTime.ToTimestamp();
        return said.OccurTime is { } occurred && occurred.CompareTo(logged) < 0 ? occurred : logged;
    }
}
