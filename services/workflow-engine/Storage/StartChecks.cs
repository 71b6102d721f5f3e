using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Steps;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Checks what a workflow starts against what else the shop has, when it is activated.</summary>
sealed class StartChecks(NpgsqlDataSource database, WorkflowRegistry registry)
{
    public async Task<IReadOnlyList<Violation>> FindAsync(
        string shopId, string workflowId, CompiledWorkflow workflow, CancellationToken cancellationToken)
    {
        var started = workflow.Steps.OfType<StartWorkflow>().Select(step => step.WorkflowId).ToArray();
        if (started.Length == 0)
            return [];
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var known = new HashSet<string>();
        await using (var command = new NpgsqlCommand("SELECT workflow_id FROM workflows WHERE shop_id = $1 AND workflow_id = ANY($2)", connection))
        {
            command.Parameters.Add(new() { Value = shopId });
            command.Parameters.Add(new() { Value = started });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                known.Add(reader.GetString(0));
        }
        var snapshot = await registry.CurrentAsync(connection, cancellationToken);
        return StartCircles.Find(workflowId, workflow, snapshot.ActiveOf(shopId), known.Contains);
    }
}
