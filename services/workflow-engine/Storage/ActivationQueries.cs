using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Microsoft.EntityFrameworkCore;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Answers when which version of a workflow began runs.</summary>
sealed class ActivationQueries(IDbContextFactory<WorkflowEngineContext> contexts)
{
    /// <summary>The activations, oldest first, and the definitions of their versions as far as they can be read.</summary>
    public async Task<(ActivationTimeline Timeline, Dictionary<int, WorkflowDefinition> Definitions)> ReadAsync(
        string shopId, string workflowId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var activations = await context.Activations.AsNoTracking()
            .Where(row => row.ShopId == shopId && row.WorkflowId == workflowId)
            .OrderBy(row => row.Number)
            .ToListAsync(cancellationToken);
        var numbers = activations.Select(row => row.Version).Distinct().ToList();
        var versions = await context.Versions.AsNoTracking()
            .Where(row => row.ShopId == shopId && row.WorkflowId == workflowId && numbers.Contains(row.Version))
            .ToListAsync(cancellationToken);
        var definitions = new Dictionary<int, WorkflowDefinition>();
        foreach (var version in versions)
        {
            if (StoredDefinition.Read(version.Definition) is { } definition)
                definitions[version.Version] = definition;
        }
        return (new ActivationTimeline(shopId, workflowId, activations.ConvertAll(row => new Activation(row.Version, row.Heads, row.Paused))), definitions);
    }
}
