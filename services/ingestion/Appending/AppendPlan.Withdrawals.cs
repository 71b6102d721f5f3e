using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Appending;

/// <content>Withdrawals that named no address.</content>
sealed partial class AppendPlan
{
    /// <summary>Those that are new, or that another address knows of now.</summary>
    public Dictionary<(string ShopId, Guid ShopperId, Channel Channel), Withdrawal> Withdrawals { get; } = [];

    /// <summary>What addresses that the event brings have to be told of withdrawals before it in the log.</summary>
    IEnumerable<(Guid SubjectId, ControlRecord Record)> TellOfWithdrawals(PendingEvent use, Guid shopperId, OtherSubjects others)
    {
        if (!others.Withdrawals.TryGetValue((use.ShopId, shopperId), out var withdrawals))
            yield break;
        var usedTime = EffectiveTime(use.Event);
        for (var place = 0; place < withdrawals.Count; place++)
        {
            if (AddressKinds.Of(withdrawals[place].Channel) is not { } kind)
                continue;
            foreach (var (address, isOwn) in AddressConsents.UsedBy(use.Event, kind))
            {
                var withdrawal = withdrawals[place];
                var subject = AddressSubject.Of(use.ShopId, kind, address);
                if (!withdrawal.Reaches(subject, usedTime, isOwn))
                    continue;
                if (withdrawal.Told.Count < Limits.ShopperAddresses)
                    withdrawals[place] = Keep(use.ShopId, shopperId, withdrawal with { Told = [.. withdrawal.Told, subject] });
                yield return (subject, AddressConsents.Record(withdrawal, address, shopperId));
            }
        }
    }

    // One that is told late and is not the latest has nothing to say beyond what it is told to now.
    void NoteWithdrawal(PendingEvent cause, Guid shopperId, IEnumerable<Guid> told, OtherSubjects others)
    {
        var said = cause.Event.ConsentChanged;
        var withdrawal = new Withdrawal(said.Channel, EffectiveTime(cause.Event), said.Source, [.. told]);
        if (others.Withdrawals.TryGetValue((cause.ShopId, shopperId), out var withdrawals)
            && withdrawals.Find(known => known.Channel == said.Channel) is { } former)
        {
            if (former.OccurTime.CompareTo(withdrawal.OccurTime) >= 0)
                return;
            withdrawals.Remove(former);
        }
        others.AddWithdrawal(cause.ShopId, shopperId, Keep(cause.ShopId, shopperId, withdrawal));
    }

    Withdrawal Keep(string shopId, Guid shopperId, Withdrawal withdrawal) => Withdrawals[(shopId, shopperId, withdrawal.Channel)] = withdrawal;
}
