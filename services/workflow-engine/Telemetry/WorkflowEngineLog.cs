namespace Automation.WorkflowEngine.Telemetry;

/// <summary>Everything that the engine logs.</summary>
static partial class WorkflowEngineLog
{
    [LoggerMessage(3000, LogLevel.Error, "Shop {ShopId}'s workflow {WorkflowId} version {Version} was activated by another build and is not valid in this one, or its row is damaged; its runs end failed.")]
    public static partial void NotCompiled(ILogger logger, string shopId, string workflowId, int version);

    // The check before a send says neither yes nor no.
    [LoggerMessage(3021, LogLevel.Error, "{Count} messages wait, for ingestion's log is not the one that was folded: {Objection}. See docs/operations.md.")]
    public static partial void SendsHeldBack(ILogger logger, int count, string objection);

    // Every replica tries; the rows stay until one has done it.
    [LoggerMessage(3030, LogLevel.Warning, "Schedules and enrollments wait, for the database or ingestion cannot be used.")]
    public static partial void NotEnrolled(ILogger logger, Exception exception);

    // It would stand in front of all others for ever.
    [LoggerMessage(3031, LogLevel.Error, "Ingestion refuses the records of enrollment {EnrollmentId} of shop {ShopId}'s workflow {WorkflowId}; it is cancelled.")]
    public static partial void EnrollmentRefused(ILogger logger, Exception exception, Guid enrollmentId, string shopId, string workflowId);

    // Events and timers go on meanwhile, and the next try is seconds away.
    [LoggerMessage(3032, LogLevel.Warning, "Enrollment {EnrollmentId} of shop {ShopId} waits in partition {Partition}, for segmentation does not answer who is a member.")]
    public static partial void MembersNotRead(ILogger logger, Exception exception, Guid enrollmentId, string shopId, int partition);

    // A decision threw; the others go on.
    [LoggerMessage(3020, LogLevel.Error, "Run {RunId} of workflow {WorkflowId} version {Version} failed and ended.")]
    public static partial void RunFailed(ILogger logger, Exception defect, Guid runId, string workflowId, int version);
}
