using Automation.WorkflowEngine.Runs;

namespace Automation.WorkflowEngine.Telemetry;

/// <summary>What batches tell the log.</summary>
sealed partial class WorkflowEngineLog(ILogger<WorkflowEngineLog> logger)
{
    /// <summary>A decision threw; the run ends and the others go on.</summary>
    public void RunFailed(Exception defect, ShopperRun run) =>
        RunFailed(logger, defect, run.RunId, run.Workflow.WorkflowId, run.Workflow.Version);

    /// <summary>The check before a send says neither yes nor no.</summary>
    public void SendsHeldBack(int count, string objection) => SendsHeldBack(logger, count, objection);

    [LoggerMessage(3021, LogLevel.Error, "{Count} messages wait, for ingestion's log is not the one that was folded: {Objection}. See docs/operations.md.")]
    static partial void SendsHeldBack(ILogger logger, int count, string objection);

    [LoggerMessage(3020, LogLevel.Error, "Run {RunId} of workflow {WorkflowId} version {Version} failed and ended.")]
    static partial void RunFailed(ILogger logger, Exception defect, Guid runId, string workflowId, int version);
}
