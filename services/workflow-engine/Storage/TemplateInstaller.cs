using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Puts what a flow makes, and keeps what a shop made of it.</summary>
sealed class TemplateInstaller(NpgsqlDataSource database, WorkflowStore store)
{
    /// <returns>The workflow as it is now, what was done, and its latest definition before; null where there was none that can be read.</returns>
    public async Task<(StoredWorkflow Stored, InstallOutcome Outcome, WorkflowDefinition? Before)> InstallAsync(
        string shopId, string workflowId, WorkflowTemplate template, WorkflowDefinition made, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(shopId, workflowId, cancellationToken);
        if (stored is null)
            return (await PutAsync(shopId, workflowId, template, made, "", cancellationToken), InstallOutcome.Installed, null);
        var before = StoredDefinition.Read(stored.Version.Definition);
        if (made.Equals(before))
        {
            // Also what a call put that did not come to note it.
            await NoteAsync(shopId, workflowId, template, stored.Version.Version, cancellationToken);
            return (stored, InstallOutcome.Unchanged, before);
        }
        if (await NotedVersionAsync(shopId, workflowId, template.TemplateId, cancellationToken) != stored.Version.Version)
            return (stored, InstallOutcome.Kept, before);
        return (await PutAsync(shopId, workflowId, template, made, StoredWorkflow.EtagOf(stored.Workflow), cancellationToken), InstallOutcome.Updated, before);
    }

    async Task<StoredWorkflow> PutAsync(
        string shopId, string workflowId, WorkflowTemplate template, WorkflowDefinition made, string etag, CancellationToken cancellationToken)
    {
        var put = await store.PutAsync(shopId, workflowId, made, etag, cancellationToken);
        await NoteAsync(shopId, workflowId, template, put.Version.Version, cancellationToken);
        return put;
    }

    async Task NoteAsync(string shopId, string workflowId, WorkflowTemplate template, int workflowVersion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO template_workflows (shop_id, workflow_id, template_id, template_version, workflow_version) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (shop_id, workflow_id) DO UPDATE SET
                template_id = excluded.template_id, template_version = excluded.template_version, workflow_version = excluded.workflow_version
            """);
        foreach (object value in (ReadOnlySpan<object>)[shopId, workflowId, template.TemplateId, template.Version, workflowVersion])
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The version that the flow made last; 0: none.</summary>
    async Task<int> NotedVersionAsync(string shopId, string workflowId, string templateId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT workflow_version FROM template_workflows WHERE shop_id = $1 AND workflow_id = $2 AND template_id = $3");
        foreach (var value in (ReadOnlySpan<string>)[shopId, workflowId, templateId])
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken) as int? ?? 0;
    }
}
