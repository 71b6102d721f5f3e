using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Keeps workflows and their versions.</summary>
sealed partial class WorkflowStore(
    IDbContextFactory<WorkflowEngineContext> contexts, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    /// <summary>Stores a next version, unless it equals the latest.</summary>
    public async Task<StoredWorkflow> PutAsync(
        string shopId, string workflowId, WorkflowDefinition definition, string etag, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = shopTime.GetUtcNow();
        var workflow = await context.Workflows.SingleOrDefaultAsync(row => row.ShopId == shopId && row.WorkflowId == workflowId, cancellationToken);
        RequireEtag(workflow, workflowId, etag);
        if (workflow is null)
            context.Add(workflow = new WorkflowRow { ShopId = shopId, WorkflowId = workflowId });
        else if (workflow.ArchiveTime is null
            && await LatestAsync(context, workflow, cancellationToken) is var latest
            && definition.Equals(StoredDefinition.Read(latest.Definition)))
            return new StoredWorkflow(workflow, latest);

        workflow.ArchiveTime = null;
        workflow.LatestVersion++;
        workflow.Revision++;
        workflow.UpdateTime = now;
        var version = new WorkflowVersionRow
        {
            ShopId = shopId,
            WorkflowId = workflowId,
            Version = workflow.LatestVersion,
            Definition = definition.ToByteArray(),
            CreateTime = now,
        };
        context.Add(version);
        await SaveAsync(context, workflowId, cancellationToken);
        return new StoredWorkflow(workflow, version);
    }

    /// <summary>A workflow with its latest version; null when there is none.</summary>
    public async Task<StoredWorkflow?> FindAsync(string shopId, string workflowId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var workflow = await context.Workflows.SingleOrDefaultAsync(row => row.ShopId == shopId && row.WorkflowId == workflowId, cancellationToken);
        return workflow is null ? null : new StoredWorkflow(workflow, await LatestAsync(context, workflow, cancellationToken));
    }

    /// <summary>A workflow with one of its versions; 0: the latest.</summary>
    public async Task<StoredWorkflow> GetAsync(string shopId, string workflowId, int version, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var workflow = await FindAsync(context, shopId, workflowId, cancellationToken);
        return new StoredWorkflow(workflow, version == 0
            ? await LatestAsync(context, workflow, cancellationToken)
            : await VersionAsync(context, workflow, version, cancellationToken));
    }

    /// <summary>By id, behind one.</summary>
    public async Task<List<StoredWorkflow>> ListAsync(string shopId, string after, int count, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Workflows.AsNoTracking()
            .Where(row => row.ShopId == shopId && row.ArchiveTime == null && string.Compare(row.WorkflowId, after) > 0)
            .OrderBy(row => row.WorkflowId)
            .Take(count)
            .Join(
                context.Versions,
                row => new { row.ShopId, row.WorkflowId, Version = row.LatestVersion },
                version => new { version.ShopId, version.WorkflowId, version.Version },
                (row, version) => new { row, version })
            .OrderBy(pair => pair.row.WorkflowId)
            .ToListAsync(cancellationToken);
        return rows.Select(pair => new StoredWorkflow(pair.row, pair.version)).ToList();
    }

    /// <summary>What the steps of some versions are called.</summary>
    public async Task<StepIds> StepIdsAsync(IEnumerable<WorkflowVersion> versions, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = new Dictionary<WorkflowVersion, IReadOnlyList<string>>();
        foreach (var version in versions.Distinct())
        {
            var row = await context.Versions.AsNoTracking().SingleAsync(
                row => row.ShopId == version.ShopId && row.WorkflowId == version.WorkflowId && row.Version == version.Version,
                cancellationToken);
            ids[version] = StoredDefinition.Read(row.Definition)?.Steps.Select(step => step.StepId).ToList() ?? [];
        }
        return new StepIds(ids);
    }

    /// <summary>Where in which version a step of this name stands.</summary>
    public async Task<List<(int Version, int Step)>> PlacesOfStepAsync(
        string shopId, string workflowId, string stepId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Versions.AsNoTracking()
            .Where(row => row.ShopId == shopId && row.WorkflowId == workflowId)
            .ToListAsync(cancellationToken);
        return [.. rows.SelectMany(row => (StoredDefinition.Read(row.Definition)?.Steps ?? [])
            .Select((step, index) => (step.StepId, Place: (row.Version, index)))
            .Where(step => step.StepId == stepId)
            .Select(step => step.Place))];
    }

    static async Task<WorkflowRow> FindAsync(
        WorkflowEngineContext context, string shopId, string workflowId, CancellationToken cancellationToken) =>
        await context.Workflows.SingleOrDefaultAsync(row => row.ShopId == shopId && row.WorkflowId == workflowId, cancellationToken)
            ?? throw Fault.NotFound("workflow", workflowId);

    static Task<WorkflowVersionRow> LatestAsync(WorkflowEngineContext context, WorkflowRow workflow, CancellationToken cancellationToken) =>
        VersionAsync(context, workflow, workflow.LatestVersion, cancellationToken);

    static async Task<WorkflowVersionRow> VersionAsync(
        WorkflowEngineContext context, WorkflowRow workflow, int version, CancellationToken cancellationToken) =>
        await context.Versions.AsNoTracking().SingleOrDefaultAsync(
            row => row.ShopId == workflow.ShopId && row.WorkflowId == workflow.WorkflowId && row.Version == version, cancellationToken)
            ?? throw Fault.NotFound("workflow version", $"{workflow.WorkflowId}/{version}");

    static void RequireEtag(WorkflowRow? workflow, string workflowId, string etag)
    {
        if (etag.Length > 0 && etag != (workflow is null ? "" : StoredWorkflow.EtagOf(workflow)))
            throw Changed(workflowId);
    }

    static async Task SaveAsync(WorkflowEngineContext context, string workflowId, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw Changed(workflowId);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Two callers put the first version at once.
            throw Changed(workflowId);
        }
    }

    static Fault Changed(string workflowId) => new(
        FaultReasons.EtagMismatch, $"Workflow '{workflowId}' has changed meanwhile; read it again and decide anew.")
    {
        Metadata = new Dictionary<string, string> { ["workflow_id"] = workflowId },
    };
}

/// <summary>A workflow and one of its versions.</summary>
sealed record StoredWorkflow(WorkflowRow Workflow, WorkflowVersionRow Version)
{
    public static string EtagOf(WorkflowRow workflow) => $"r{workflow.Revision}";
}

/// <summary>What the steps of some versions are called.</summary>
sealed class StepIds(IReadOnlyDictionary<WorkflowVersion, IReadOnlyList<string>> ids)
{
    /// <summary>The step at an index; empty behind the last.</summary>
    public string Of(WorkflowVersion version, int step) => step < ids[version].Count ? ids[version][step] : "";
}
