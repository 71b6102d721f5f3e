using Automation.EventLog.Following;
using Automation.ServiceDefaults.Faults;
using Microsoft.EntityFrameworkCore;

namespace Automation.WorkflowEngine.Storage;

/// <content>What workflows begin, from which heads of the event log on.</content>
sealed partial class WorkflowStore
{
    /// <summary>Lets a version begin runs from these heads on; version 0: lets none begin any.</summary>
    public Task<StoredWorkflow> ActivateAsync(
        string shopId, string workflowId, int version, string etag, long[] heads, CancellationToken cancellationToken) =>
        ChangeAsync(shopId, workflowId, version, etag, heads, workflow =>
        {
            if (version > 0 && workflow.ArchiveTime is not null)
                throw About(FaultReasons.WorkflowArchived, workflowId, "is archived; put it again first");
            if (workflow.ActiveVersion == version)
                return false;
            workflow.ActiveVersion = version;
            return true;
        }, cancellationToken);

    /// <summary>Lets nothing begin from these heads on, and waits last.</summary>
    public Task<StoredWorkflow> PauseAsync(string shopId, string workflowId, string etag, long[] heads, CancellationToken cancellationToken) =>
        ChangeAsync(shopId, workflowId, 0, etag, heads, workflow =>
        {
            if (workflow.ArchiveTime is not null)
                throw About(FaultReasons.WorkflowArchived, workflowId, "is archived; cancel its runs to stop them");
            if (workflow.PauseTime is not null)
                return false;
            workflow.PauseTime = shopTime.GetUtcNow();
            return true;
        }, cancellationToken);

    /// <summary>Lets the active version begin runs from these heads on, and waits end.</summary>
    public Task<StoredWorkflow> ResumeAsync(string shopId, string workflowId, string etag, long[] heads, CancellationToken cancellationToken) =>
        ChangeAsync(shopId, workflowId, 0, etag, heads, workflow =>
        {
            if (workflow.PauseTime is null)
                return false;
            workflow.PauseTime = null;
            return true;
        }, cancellationToken);

    /// <summary>Lets nothing begin from these heads on, and lists it no more.</summary>
    public Task<StoredWorkflow> ArchiveAsync(string shopId, string workflowId, string etag, long[] heads, CancellationToken cancellationToken) =>
        ChangeAsync(shopId, workflowId, 0, etag, heads, workflow =>
        {
            if (workflow.ArchiveTime is not null)
                return false;
            if (workflow.PauseTime is not null)
                throw About(FaultReasons.WorkflowPaused, workflowId, "is paused, so its runs would wait for ever; resume it first");
            workflow.ActiveVersion = 0;
            workflow.ArchiveTime = shopTime.GetUtcNow();
            return true;
        }, cancellationToken);

    /// <summary>Changes what a workflow begins, where there is anything to change.</summary>
    async Task<StoredWorkflow> ChangeAsync(
        string shopId, string workflowId, int shownVersion, string etag, long[] heads, Func<WorkflowRow, bool> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var workflow = await FindAsync(context, shopId, workflowId, cancellationToken);
        RequireEtag(workflow, workflowId, etag);
        var shown = shownVersion == 0
            ? await LatestAsync(context, workflow, cancellationToken)
            : await VersionAsync(context, workflow, shownVersion, cancellationToken);
        if (!change(workflow))
            return new StoredWorkflow(workflow, shown);

        var now = shopTime.GetUtcNow();
        var last = await context.Activations
            .Where(row => row.ShopId == shopId && row.WorkflowId == workflowId)
            .MaxAsync(row => (int?)row.Number, cancellationToken) ?? 0;
        context.Add(new ActivationRow
        {
            ShopId = shopId,
            WorkflowId = workflowId,
            Number = last + 1,
            Version = workflow.ActiveVersion,
            Heads = heads,
            ActivateTime = now,
            Paused = workflow.PauseTime is not null,
        });
        workflow.Revision++;
        workflow.UpdateTime = now;
        await SaveAsync(context, workflowId, cancellationToken);
        if (workflow.ActiveVersion == 0)
            await context.Database.ExecuteSqlAsync(
                $"""
                UPDATE enrollments SET cancel_time = {now}
                WHERE shop_id = {shopId} AND workflow_id = {workflowId} AND cancel_time IS NULL AND skip_reason = ''
                    AND (SELECT count(*) FROM enrollment_partitions p WHERE p.enrollment_id = enrollments.enrollment_id AND p.done) < {Partitions.Count}
                """,
                cancellationToken);
        await context.Database.ExecuteSqlAsync($"UPDATE catalog_changes SET counter = counter + 1", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new StoredWorkflow(workflow, shown);
    }

    static Fault About(FaultReason reason, string workflowId, string what) => new(reason, $"Workflow '{workflowId}' {what}.")
    {
        Metadata = new Dictionary<string, string> { ["workflow_id"] = workflowId },
    };
}
