using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <content>Reads, in the round trip that begins, of whom else the events concern; of nobody where no event asks.</content>
sealed partial class AppendSession
{
    void SetOthers(OtherSubjects others, Identity[] identities, (string ShopId, Guid Value)[] shoppers)
    {
        if (!others.AreAddressesAsked)
            (identities, shoppers) = ([], []);
        Set(_begin.BatchCommands[7],
            Shops(identities), Kinds(identities), Values(identities),
            System.Array.ConvertAll(shoppers, one => one.ShopId), System.Array.ConvertAll(shoppers, one => one.Value));
        Set(_begin.BatchCommands[8], others.CartHolders.Keys.ToArray());
    }

    static async Task ReadOthersAsync(NpgsqlDataReader reader, OtherSubjects others, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var identity = new Identity(reader.GetString(0), (IdentityKind)reader.GetInt16(1), reader.GetString(2));
            others.AddAddress(identity, reader.GetGuid(3));
        }
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            others.CartHolders[reader.GetGuid(0)].Add(reader.GetGuid(1));
    }
}
