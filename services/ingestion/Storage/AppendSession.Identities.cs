using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <content>Reads whom identifiers name, and writes what the plan makes of them.</content>
sealed partial class AppendSession
{
    static async Task ReadIdentitiesAsync(NpgsqlDataReader reader, Identity[] asked, KnownState known, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (identity, owner) = (asked[reader.GetInt64(0) - 1], reader.GetGuid(1));
            // Once for each channel that its owner has withdrawn from.
            known.Identities[identity] = owner;
            ReadWithdrawal(reader, 3, (identity.ShopId, owner), known.Others);
            if (reader.IsDBNull(2))
                continue;
            var claimTime = reader.GetFieldValue<DateTimeOffset>(2);
            known.Claims[identity] = new DeviceClaim(owner, claimTime, claimTime);
        }
    }

    // A new device is written once, with what became of it.
    void SetIdentities(AppendPlan plan)
    {
        var identities = new Identity[plan.NewIdentities.Count];
        var owners = new Guid[identities.Length];
        var times = new DateTimeOffset?[identities.Length];
        var isNew = new HashSet<Identity>();
        for (var i = 0; i < identities.Length; i++)
        {
            (identities[i], owners[i]) = plan.NewIdentities[i];
            if (!plan.Claims.TryGetValue(identities[i], out var claim))
                continue;
            (owners[i], times[i]) = (claim.ShopperId, claim.Time);
            isNew.Add(identities[i]);
        }
        Set(_commit.BatchCommands[2], Shops(identities), Kinds(identities), Values(identities), owners, times);

        var claimed = plan.Claims.Where(pair => pair.Value.IsToBeStored && !isNew.Contains(pair.Key)).ToArray();
        var devices = System.Array.ConvertAll(claimed, pair => pair.Key);
        FormerOwner[] former = [.. plan.FormerOwners];
        var left = System.Array.ConvertAll(former, one => one.Device);
        Set(_commit.BatchCommands[^2],
            Shops(devices), Kinds(devices), Values(devices),
            System.Array.ConvertAll(claimed, pair => pair.Value.ShopperId), System.Array.ConvertAll(claimed, pair => pair.Value.Time),
            Shops(left), Values(left), System.Array.ConvertAll(former, one => one.ShopperId), plan.LogTime);
    }

    void SetIdentityQuestions(Identity[] plain, Identity[] withWithdrawals) => Set(_begin.BatchCommands[5],
        Shops(plain), Kinds(plain), Values(plain), Shops(withWithdrawals), Kinds(withWithdrawals), Values(withWithdrawals));

    // Those whose owners' withdrawals matter come behind the plain ones.
    static (Identity[] Identities, int Plain) AskedIdentities(IReadOnlyList<PendingEvent> events)
    {
        var asked = new HashSet<Identity>(events.Count * 2);
        foreach (var pending in events)
        {
            if (pending.GivenShopperId is not null || pending.ProductPartition is not null)
                continue;
            foreach (var kind in IdentityKinds.InOrder)
            {
                var value = pending.Event.Identifiers.Of(kind);
                if (value.Length > 0)
                    asked.Add(new Identity(pending.ShopId, kind, value));
            }
        }
        var withWithdrawals = WithdrawalQuestions.Among(events);
        asked.ExceptWith(withWithdrawals);
        return ([.. asked, .. withWithdrawals], asked.Count);
    }

    static string[] Shops(Identity[] identities) => System.Array.ConvertAll(identities, identity => identity.ShopId);

    static short[] Kinds(Identity[] identities) => System.Array.ConvertAll(identities, identity => (short)identity.Kind);

    static string[] Values(Identity[] identities) => System.Array.ConvertAll(identities, identity => identity.Value);
}
