using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Google.Protobuf.WellKnownTypes;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Appending;

/// <content>What an event means at other subjects than its own.</content>
sealed partial class AppendPlan
{
    // How many of the new identities the other subjects include.
    int _includedIdentities;

    /// <summary>The control records that the event causes, placed in the partitions of their subjects.</summary>
    List<PlacedControl>? PlaceControls(PendingEvent cause, AppendResult own, List<Guid>? named, OtherSubjects others)
    {
        var shopperId = own.ShopperId!.Value;
        var placed = others.Withdrawals.Count > 0 ? Place(cause, TellOfWithdrawals(cause, shopperId, others), null) : null;
        switch (cause.Event.ActionCase)
        {
            case Action.ConsentChanged:
                IncludeNewAddresses(others);
                var said = AddressConsents.Of(cause, shopperId, EffectiveTime(cause.Event), others).ToList();
                if (AddressConsents.IsForAll(cause.Event))
                    NoteWithdrawal(cause, shopperId, said.Select(one => one.SubjectId), others);
                return Place(cause, said, placed);
            case Action.OrderCompleted:
                NoteOrder(cause, own, others);
                return Place(cause, OrdersElsewhere.Of(cause, shopperId, named ?? [], EffectiveTime(cause.Event), others), placed);
        }
        return cause.CartKey is { } cart ? Place(cause, Hold(cart, shopperId, others), placed) : placed;
    }

    List<PlacedControl>? Place(PendingEvent cause, IEnumerable<(Guid SubjectId, ControlRecord Record)> records, List<PlacedControl>? placed)
    {
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

    Timestamp EffectiveTime(Event said) => EffectiveTime(said, LogTime);

    /// <summary>The event time of what is logged then: what a sender dates ahead has happened by that time.</summary>
    public static Timestamp EffectiveTime(Event said, DateTimeOffset logTime)
    {
        var logged = logTime.ToTimestamp();
        return said.OccurTime is { } occurred && occurred.CompareTo(logged) < 0 ? occurred : logged;
    }
}
