using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Automation.EventLog.Following;

namespace Automation.Segmentation.Intake;

/// <content>Loads the profiles of a batch.</content>
sealed partial class ProfileFollower
{
    static IEnumerable<(int Partition, ShopperKey Shopper)> ShoppersOf(BatchTransaction<LoggedEvent> batch) => batch.Batches.SelectMany(
        partition => partition.Records.Where(ProfileFold.IsFolded).Select(logged => (partition.Partition, KeyOf(logged))));

    /// <summary>Adds the profiles of shoppers to those that the batch has.</summary>
    async Task LoadAsync(
        BatchTransaction<LoggedEvent> batch, IEnumerable<(int Partition, ShopperKey Shopper)> shoppers,
        Dictionary<ShopperKey, BatchProfile> profiles, CancellationToken cancellationToken)
    {
        var missing = new Dictionary<ShopperKey, int>();
        var found = 0;
        foreach (var (partition, shopper) in shoppers)
        {
            if (profiles.ContainsKey(shopper) || missing.ContainsKey(shopper))
                continue;
            if (workingSet.Take(partition, shopper) is { } stored)
            {
                profiles[shopper] = new(partition, ProfileState.Parser.ParseFrom(stored), stored);
                found++;
            }
            else
            {
                missing[shopper] = partition;
            }
        }
        await ReadAsync(batch, profiles, missing, cancellationToken);
        metrics.Loaded(found, missing.Count);
    }

    /// <summary>Reads profiles anew that a failed fold has spoilt, and what was known of their memberships: this transaction has written nothing of them yet.</summary>
    async Task<Dictionary<ShopperKey, BatchProfile>> LoadAgainAsync(
        BatchTransaction<LoggedEvent> batch, Dictionary<ShopperKey, BatchProfile> profiles, HashSet<ShopperKey> spoilt, CancellationToken cancellationToken)
    {
        var again = new Dictionary<ShopperKey, BatchProfile>();
        await ReadAsync(batch, again, spoilt.ToDictionary(shopper => shopper, shopper => profiles[shopper].Partition), cancellationToken);
        await segments.BeginAgainAsync(batch.Connection, again, cancellationToken);
        _lists.Forget(again.Keys);
        foreach (var (shopper, profile) in again)
            profiles[shopper] = profile;
        return again;
    }

    static async Task ReadAsync(
        BatchTransaction<LoggedEvent> batch, Dictionary<ShopperKey, BatchProfile> into, Dictionary<ShopperKey, int> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
            return;
        var stored = await ProfileTable.ReadAsync(batch.Transaction, wanted.Keys, cancellationToken);
        foreach (var (shopper, partition) in wanted)
        {
            into[shopper] = !stored.TryGetValue(shopper, out var profile) ? new(partition, new ProfileState(), null)
                : profile.Damage is { } damage ? new(partition, damage)
                : new(partition, profile.State, profile.Bytes);
        }
    }
}
