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

    /// <summary>What a control record says counts from here on, unless a later one has come.</summary>
    /// <param name="connection">Of the batch.</param>
    /// <param name="logged">The record.</param>
    /// <param name="isAsked">Whether segments go by it, so that everybody in them must be judged.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TellAsync(NpgsqlConnection connection, LoggedEvent logged, bool isAsked, CancellationToken cancellationToken)
    {
        var cohort = new ShopCohort(logged.Sequence, logged.Control.CohortComputed, isAsked ? Guid.Empty : null, logged.Sequence);
        if (await CohortTable.WriteAsync(connection, logged, cohort, cancellationToken))
            _known[logged.Partition][logged.ShopId] = cohort;
    }

    /// <summary>Whose turn it is to have a page of shoppers judged: of the shop that has waited longest. Null: nobody's.</summary>
    public (string ShopId, Guid After)? NextToJudge(int partition)
    {
        (string ShopId, ShopCohort Cohort)? next = null;
        foreach (var (shopId, cohort) in _known[partition])
        {
            if (cohort.JudgedAfter is not null && (next is not { } first || cohort.JudgedSequence < first.Cohort.JudgedSequence))
                next = (shopId, cohort);
        }
        return next is { } found ? (found.ShopId, found.Cohort.JudgedAfter!.Value) : null;
    }

    /// <summary>Shoppers have been judged by a record up to one of them; null: all have.</summary>
    public async Task AdvanceAsync(NpgsqlConnection connection, LoggedEvent logged, string shopId, Guid? after, CancellationToken cancellationToken)
    {
        var cohort = _known[logged.Partition][shopId] with { JudgedAfter = after, JudgedSequence = logged.Sequence };
        await CohortTable.AdvanceAsync(connection, logged.Partition, shopId, cohort, cancellationToken);
        _known[logged.Partition][shopId] = cohort;
    }
}
