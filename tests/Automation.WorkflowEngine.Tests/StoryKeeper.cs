using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Npgsql;

namespace Automation.WorkflowEngine.Tests;

/// <summary>Keeps the runs of a story in a real database between two batches, as engines that start and end do.</summary>
sealed class StoryKeeper(NpgsqlDataSource database)
{
    /// <summary>What an engine that has just started finds.</summary>
    public (IEnumerable<ShopperRun> Open, Dictionary<EntryKey, LastRun> LastRuns, Dictionary<(string WorkflowId, string StepId), string> Assigned) Load(
        string shopId, Guid shopperId)
    {
        using var connection = database.OpenConnection();
        var open = BatchReads.OpenRunsAsync(connection, [(shopId, shopperId)], default).GetAwaiter().GetResult();
        var lastRuns = BatchReads.LastRunsAsync(connection, [(shopId, shopperId)], DateTimeOffset.MinValue, default).GetAwaiter().GetResult();
        var shopper = new ShopperBatch(shopId, shopperId, 0);
        Assignments.ReadAsync(connection, new Dictionary<(string ShopId, Guid ShopperId), ShopperBatch> { [(shopId, shopperId)] = shopper }, default)
            .GetAwaiter().GetResult();
        return (open, lastRuns, shopper.Assigned);
    }

    public void Save(IReadOnlyList<(Transition Transition, bool IsNew)> decided, bool isCommitted)
    {
        var writes = new BatchWrites();
        foreach (var (transition, isNew) in decided)
            writes.Add(transition, isNew);
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        writes.SaveAsync(connection, default).GetAwaiter().GetResult();
        foreach (var dispatch in writes.Dispatches)
            dispatch.Sequence = 0;
        if (isCommitted)
            transaction.Commit();
        else
            transaction.Rollback();
    }
}
