using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <content>Reads, in the round trip that begins, of whom else the events concern; of nobody where no event asks.</content>
sealed partial class AppendSession
{
    void SetOthers(OtherSubjects others, Identity[] identities, (string ShopId, Guid Value)[] shoppers)
    {
        if (!others.AreAddressesAsked)
            (identities, shoppers) = ([], []);
        Identity[] devices = [.. others.FormerOwners.Keys];
        Identity[] phones = [.. others.OrderPhones];
        Identity[] spoken = [.. others.PhoneUsers.Keys];
        Set(_begin.BatchCommands[7],
            Shops(identities), Kinds(identities), Values(identities),
            System.Array.ConvertAll(shoppers, one => one.ShopId), System.Array.ConvertAll(shoppers, one => one.Value),
            Shops(devices), Values(devices),
            Shops(phones), Values(phones),
            Shops(spoken), Values(spoken));
        Set(_begin.BatchCommands[8], others.CartHolders.Keys.ToArray(), others.ChangedCarts.ToArray());
    }

    // Who uses which, and withdrawals that name none.
    void SetAddresses(AppendPlan plan)
    {
        AddressUser[] used = [.. plan.AddressUsers];
        var addresses = System.Array.ConvertAll(used, user => user.Address);
        var (withdrawn, withdrawals) = (plan.Withdrawals.Keys.ToArray(), plan.Withdrawals.Values.ToArray());
        Set(_commit.BatchCommands[6],
            Shops(addresses), Kinds(addresses), Values(addresses), System.Array.ConvertAll(used, user => user.ShopperId),
            System.Array.ConvertAll(withdrawn, one => one.ShopId),
            System.Array.ConvertAll(withdrawn, one => one.ShopperId),
            System.Array.ConvertAll(withdrawn, one => (short)one.Channel),
            System.Array.ConvertAll(withdrawals, one => one.OccurTime.ToDateTimeOffset()),
            System.Array.ConvertAll(withdrawals, one => one.Source),
            // Arrays of arrays must be of one length each.
            System.Array.ConvertAll(withdrawals, one => $"{{{string.Join(',', one.Told)}}}"));
    }

    static void ReadWithdrawal(NpgsqlDataReader reader, int column, (string ShopId, Guid ShopperId) shopper, OtherSubjects others)
    {
        if (reader.IsDBNull(column))
            return;
        others.AddWithdrawal(shopper.ShopId, shopper.ShopperId, new Withdrawal(
            (Channel)reader.GetInt16(column),
            reader.GetFieldValue<DateTimeOffset>(column + 1).ToTimestamp(),
            reader.GetString(column + 2),
            reader.GetFieldValue<Guid[]>(column + 3)));
    }

    void SetCartOrders(Dictionary<Guid, CartOrder> orders, DateTimeOffset logTime)
    {
        var (carts, placed) = (orders.Keys.ToArray(), orders.Values.ToArray());
        Set(_commit.BatchCommands[7],
            carts,
            System.Array.ConvertAll(placed, order => (short)order.Partition),
            System.Array.ConvertAll(placed, order => order.Sequence),
            System.Array.ConvertAll(placed, order => order.OccurTime.ToDateTimeOffset()),
            logTime);
    }

    static async Task ReadOthersAsync(NpgsqlDataReader reader, KnownState known, CancellationToken cancellationToken)
    {
        var others = known.Others;
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            // That the owner of an order's phone has names of a kind.
            if (await reader.IsDBNullAsync(2, cancellationToken))
            {
                known.AddNameKind(reader.GetGuid(3), (IdentityKind)reader.GetInt16(1));
                continue;
            }
            var identity = new Identity(reader.GetString(0), (IdentityKind)reader.GetInt16(1), reader.GetString(2));
            if (identity.Kind is IdentityKind.Anonymous)
                others.AddFormerOwner(identity, reader.GetGuid(3));
            else
                others.AddAddress(identity, reader.GetGuid(3));
        }
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (cart, shopperId) = (reader.GetGuid(0), reader.GetGuid(1));
            if (await reader.IsDBNullAsync(2, cancellationToken))
                others.AddHolder(cart, shopperId);
            else
                others.CartOrders.Add(cart, ReadOrder(reader, shopperId));
        }
        // Of a cart that was ordered nobody may be a holder yet.
        foreach (var cart in others.CartOrders.Keys)
            others.CartHolders.TryAdd(cart, []);
    }

    static CartOrder ReadOrder(NpgsqlDataReader reader, Guid shopperId)
    {
        var order = Event.Parser.ParseFrom(reader.GetFieldValue<byte[]>(5));
        var occurTime = AppendPlan.EffectiveTime(order, reader.GetFieldValue<DateTimeOffset>(2));
        return new CartOrder(order.OrderCompleted, shopperId, occurTime, reader.GetInt16(3), reader.GetInt64(4));
    }
}
