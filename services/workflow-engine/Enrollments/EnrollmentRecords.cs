using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Enrollments;

/// <summary>The records that begin an enrollment, one in each partition. Their ids follow from it: however often they are appended, they are there once.</summary>
static class EnrollmentRecords
{
    public static IEnumerable<NewControlRecord> Of(EnrollmentOrder order) => Enumerable.Range(0, Partitions.Count).Select(partition => new NewControlRecord
    {
        RecordId = $"enrollment {order.EnrollmentId} {partition}",
        Partition = partition,
        ShopId = order.Version.ShopId,
        Record = RecordOf(order),
    });

    static ControlRecord RecordOf(EnrollmentOrder order)
    {
        var (id, workflowId, version) = (order.EnrollmentId.ToString(), order.Version.WorkflowId, order.Version.Version);
        return order.Kind is EnrollmentKind.Matching
            ? new ControlRecord { MatchingStarted = new() { EnrollmentId = id, WorkflowId = workflowId, WorkflowVersion = version } }
            : new ControlRecord { CampaignStarted = new() { EnrollmentId = id, WorkflowId = workflowId, WorkflowVersion = version } };
    }
}
