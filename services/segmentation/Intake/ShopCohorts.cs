using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Profiles;
using Automation.Profiles.Customers;
using Automation.Segmentation.Storage;
using Npgsql;

namespace Automation.Segmentation.Intake;

/// <summary>
/// How the customers of each shop compare, in the partitions that are followed here. Used by one batch at a time; what a failed
/// batch spoilt is forgotten with its partition.
/// </summary>
sealed class ShopCohorts
{
    readonly Dictionary<string, ShopCohort>[] _known = [.. Enumerable.Range(0, Partitions.Count).Select(_ => new Dictionary<string, ShopCohort>())];

    public async Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        _known[partition] = await CohortTable.ReadPartitionAsync(connection, partition, cancellationToken);

    public void Forget(int partition) => _known[partition] = [];

    /// <summary>Judges a profile by the last comparison in its partition.</summary>
    /// <returns>Whether it stands otherwise now.</returns>
    public bool Judge(int partition, string shopId, ProfileState state) =>
        _known[partition].TryGetValue(shopId, out var cohort) && CustomerStanding.Judge(state, cohort.Comparison, cohort.Sequence);

    /// <returns>Whether what the record says counts from here on.</returns>
    public async Task<bool> TellAsync(NpgsqlConnection connection, LoggedEvent logged, CancellationToken cancellationToken)
    {
        if (!await CohortTable.WriteAsync(connection, logged, cancellationToken))
            return false;
        _known[logged.Partition][logged.ShopId] = new ShopCohort(logged.Sequence, logged.Control.CohortComputed);
        return true;
    }
}
