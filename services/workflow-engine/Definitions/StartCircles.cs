using Automation.Validation;
using Automation.WorkflowEngine.Steps;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Finds workflows that start each other for ever without letting time pass.</summary>
static class StartCircles
{
    /// <summary>What is wrong with the starts of a workflow, once it is active beside the others.</summary>
    /// <param name="workflowId">Its id.</param>
    /// <param name="workflow">What is to be active of it.</param>
    /// <param name="active">What else is active in the shop, by id.</param>
    /// <param name="known">Whether the shop has a workflow of an id.</param>
    public static IReadOnlyList<Violation> Find(
        string workflowId, CompiledWorkflow workflow, IReadOnlyDictionary<string, CompiledWorkflow> active, Func<string, bool> known)
    {
        var violations = new ViolationList();
        var atOnce = StepGraph.ReachedAtOnce(workflow.Steps);
        foreach (var (index, step) in workflow.Steps.Index())
        {
            if (step is not StartWorkflow start)
                continue;
            var field = $"steps[{index}].start_workflow.workflow_id";
            if (start.WorkflowId == workflowId)
                violations.Invalid(field, "starts the workflow itself, which its own run keeps out; lead a way back to its first step instead.");
            else if (!known(start.WorkflowId))
                violations.Invalid(field, $"'{start.WorkflowId}' is no workflow of the shop; put it first, or name another one.");
            else if (atOnce.Contains(index) && WayBack(start.WorkflowId, workflowId, active) is { } way)
                violations.Invalid(
                    field, $"comes back to '{workflowId}' without a wait ({workflowId} > {string.Join(" > ", way)}); put a wait step before one of these starts.");
        }
        return violations.Found;
    }

    /// <summary>The workflows from one to another, each started by the one before it at once; null where there is no such way.</summary>
    static IReadOnlyList<string>? WayBack(string from, string to, IReadOnlyDictionary<string, CompiledWorkflow> active)
    {
        var cameFrom = new Dictionary<string, string> { [from] = "" };
        var left = new Queue<string>([from]);
        while (left.TryDequeue(out var current))
        {
            if (current == to)
            {
                var way = new List<string>();
                for (var each = current; each.Length > 0; each = cameFrom[each])
                    way.Insert(0, each);
                return way;
            }
            foreach (var next in StartedAtOnce(current, active))
            {
                if (cameFrom.TryAdd(next, current))
                    left.Enqueue(next);
            }
        }
        return null;
    }

    static IEnumerable<string> StartedAtOnce(string workflowId, IReadOnlyDictionary<string, CompiledWorkflow> active) =>
        active.TryGetValue(workflowId, out var workflow)
            ? StepGraph.ReachedAtOnce(workflow.Steps).Select(index => workflow.Steps[index]).OfType<StartWorkflow>().Select(step => step.WorkflowId)
            : [];
}
