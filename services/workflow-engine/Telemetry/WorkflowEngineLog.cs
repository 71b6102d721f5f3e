using Automation.WorkflowEngine.Runs;

namespace Automation.WorkflowEngine.Telemetry;

/// <summary>What batches tell the log.</summary>
sealed partial class WorkflowEngineLog(ILogger<WorkflowEngineLog> logger)
{
    /// <summary>A decision threw; the run ends and the others go on.</summary>
    public void RunFailed(Exception defect, ShopperRun run) =>
        RunFailed(logger, defect, run.RunId, run.Workflow.WorkflowId, run.Workflow.Version);

    [LoggerMessage(3020, LogLevel.Error, "Run {RunId} of workflow {WorkflowId} version {Version} failed and ended.")]
    static partial void RunFailed(ILogger logger, Exception defect, Guid runId, string workflowId, int version);
}
