using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Enrollments;

/// <summary>Partitions in which an enrollment has not begun though its records were appended.</summary>
/// <param name="Order">What is asked for.</param>
/// <param name="AppendTime">When the records were appended last.</param>
/// <param name="Partitions">Which ones; 0 to 15.</param>
sealed record UnbegunPartitions(EnrollmentOrder Order, DateTimeOffset AppendTime, IReadOnlyList<int> Partitions);

/// <summary>The records that begin an enrollment, one in each partition. Their ids follow from it: however often they are appended, they are there once.</summary>
static class EnrollmentRecords
{
    public static IEnumerable<NewControlRecord> Of(EnrollmentOrder order) =>
        Enumerable.Range(0, Partitions.Count).Select(partition => Of(order, partition, $"enrollment {order.EnrollmentId} {partition}"));

    /// <summary>Those of partitions that passed over theirs. A partition that has begun meanwhile takes no notice.</summary>
    public static IEnumerable<NewControlRecord> Again(UnbegunPartitions left) => left.Partitions.Select(partition =>
        Of(left.Order, partition, $"enrollment {left.Order.EnrollmentId} {partition} after {left.AppendTime.UtcTicks}"));

    static NewControlRecord Of(EnrollmentOrder order, int partition, string recordId) => new()
    {
        RecordId = recordId,
        Partition = partition,
        ShopId = order.Version.ShopId,
        Record = RecordOf(order),
    };

    static ControlRecord RecordOf(EnrollmentOrder order)
    {
        var (id, workflowId, version) = (order.EnrollmentId.ToString(), order.Version.WorkflowId, order.Version.Version);
        return order.Kind is EnrollmentKind.Matching
            ? new ControlRecord { MatchingStarted = new() { EnrollmentId = id, WorkflowId = workflowId, WorkflowVersion = version } }
            : new ControlRecord { CampaignStarted = new() { EnrollmentId = id, WorkflowId = workflowId, WorkflowVersion = version } };
    }
}
