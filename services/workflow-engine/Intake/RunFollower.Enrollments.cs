using Automation.EventLog.Following;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Npgsql;

namespace Automation.WorkflowEngine.Intake;

/// <content>Whom enrollments bring into a batch, and what waits until a workflow is resumed.</content>
sealed partial class RunFollower
{
    ShopperBatch BatchOf(
        Dictionary<(string ShopId, Guid ShopperId), ShopperBatch> shoppers, PartitionBatch<MembershipRecord> partitionBatch, RegistrySnapshot snapshot,
        string shopId, Guid shopperId)
    {
        if (!shoppers.TryGetValue((shopId, shopperId), out var shopper))
            shoppers[(shopId, shopperId)] = shopper = new(shopId, shopperId, partitionBatch.Partition)
            {
                After = partitionBatch.After,
                Watermark = WatermarkOf(_owned[partitionBatch.Partition], partitionBatch.Partition, partitionBatch.After),
                IsRetry = partitionBatch.Kind is PartitionBatchKind.Retry,
                Paused = snapshot.PausedOf(shopId),
            };
        return shopper;
    }

    // An answer that does not come holds everybody up for two seconds: most of the time is theirs.
    static readonly TimeSpan s_enrollmentCooldown = TimeSpan.FromSeconds(5);

    /// <summary>Lets go on what waited for workflows that are not paused any more.</summary>
    /// <returns>Whether timers were set aside and are not any more.</returns>
    async Task<bool> ReleaseAsync(
        NpgsqlConnection connection, int partition, OwnedRuns owned, RegistrySnapshot snapshot, CancellationToken cancellationToken)
    {
        owned.ResumeLookedFor = time.GetTimestamp();
        owned.Enrollments.Hold(order => snapshot.PausedOf(order.Version.ShopId).Contains(order.Version.WorkflowId));
        owned.Enrollments.Resume(timestamp => time.GetElapsedTime(timestamp) >= s_enrollmentCooldown);
        if (owned.Held.Count == 0)
            return false;
        var resumed = owned.Held.Where(workflow => !snapshot.PausedOf(workflow.ShopId).Contains(workflow.WorkflowId)).ToList();
        if (resumed.Count == 0)
            return false;
        await HeldTimers.ReleaseAsync(connection, partition, resumed, cancellationToken);
        owned.Held.ExceptWith(resumed);
        return true;
    }

    /// <summary>The members whose turn it is. Those of a part that could not be read wait, and hold nobody else up.</summary>
    async Task<List<EnrollmentPage>> PagesAsync(
        BatchTransaction<MembershipRecord> batch, RegistrySnapshot snapshot, CancellationToken cancellationToken)
    {
        var read = await enrollments.ReadAsync(DueParts(batch), snapshot, batch.Connection, cancellationToken);
        foreach (var part in read.Where(one => one.Page is null).Select(one => one.Part))
            _owned[part.Partition].Enrollments.Cool(part.Order.EnrollmentId, time.GetTimestamp());
        return [.. read.Select(one => one.Page).OfType<EnrollmentPage>()];
    }

    /// <summary>Parts of enrollments whose time has come.</summary>
    List<(EnrollmentPart Part, DateTimeOffset Now, long Position)> DueParts(BatchTransaction<MembershipRecord> batch)
    {
        var due = new List<(EnrollmentPart, DateTimeOffset, long)>();
        foreach (var each in batch.Batches)
        {
            var owned = _owned[each.Partition];
            if (!each.IncludesScheduledWork || owned.Enrollments.Earliest is null)
                continue;
            var now = WatermarkOf(owned, each.Partition, each.After);
            due.AddRange(owned.Enrollments.DueBefore(now).Select(part => (part, now, each.After)));
        }
        return due;
    }
}
