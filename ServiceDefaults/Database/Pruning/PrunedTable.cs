namespace Automation.ServiceDefaults.Database.Pruning;

/// <summary>Deletes some of the rows that are older than an instant.</summary>
/// <param name="before">Rows of this instant and later ones stay.</param>
/// <param name="portion">So many at most, from 1 on.</param>
/// <param name="cancellationToken">Ends the statement.</param>
/// <returns>How many were deleted; fewer than <paramref name="portion"/> when no more are as old.</returns>
public delegate Task<int> DeletePortion(DateTimeOffset before, int portion, CancellationToken cancellationToken);

/// <summary>A table, or a partition of one, whose old rows are forgotten.</summary>
/// <param name="Name">As the log calls it.</param>
/// <param name="Retention">How long a row is kept, by the shop clock.</param>
/// <param name="DeleteAsync">Deletes a portion of what is older.</param>
public sealed record PrunedTable(string Name, TimeSpan Retention, DeletePortion DeleteAsync);

/// <summary>What a service forgets.</summary>
/// <param name="Interval">How often, by the shop clock; above zero.</param>
/// <param name="Tables">One after the other.</param>
public sealed record PruningPlan(TimeSpan Interval, IReadOnlyList<PrunedTable> Tables);
