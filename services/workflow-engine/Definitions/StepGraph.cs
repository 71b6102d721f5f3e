using Automation.Validation;
using Automation.WorkflowEngine.Steps;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Which step comes after which, from the entry at the first one.</summary>
static class StepGraph
{
    /// <summary>Gives each step the one that comes next, and finds what is wrong with the way.</summary>
    public static void Connect(IReadOnlyList<Step> steps, IReadOnlyList<CompiledStep> compiled, ViolationList violations)
    {
        var indexes = new Dictionary<string, int>();
        for (var index = 0; index < steps.Count; index++)
            indexes.TryAdd(steps[index].StepId, index);
        var isWhole = true;
        for (var index = 0; index < steps.Count; index++)
        {
            compiled[index].Next = index + 1;
            if (steps[index].Next.Length == 0)
                continue;
            isWhole &= indexes.TryGetValue(steps[index].Next, out var next);
            if (isWhole)
                compiled[index].Next = next;
            else
                violations.Invalid(
                    $"steps[{index}].next",
                    $"'{steps[index].Next}' is not the id of a step; use one of {string.Join(", ", steps.Select(step => step.StepId))}, or leave it out to go on with the following step.");
        }
        // With a name wrong, most of what follows from it would be reported wrongly, too.
        if (!isWhole || compiled.Count == 0)
            return;
        FindUnreachable(steps, compiled, violations);
        FindLoops(steps, compiled, violations);
    }

    static void FindUnreachable(IReadOnlyList<Step> steps, IReadOnlyList<CompiledStep> compiled, ViolationList violations)
    {
        var reached = new bool[compiled.Count];
        for (var index = 0; index < compiled.Count && !reached[index]; index = compiled[index].Next)
            reached[index] = true;
        for (var index = 0; index < compiled.Count; index++)
        {
            if (!reached[index])
                violations.Invalid($"steps[{index}]", $"no way leads from the first step to '{steps[index].StepId}'; name it in the next of a step, or remove it.");
        }
    }

    // A loop without a wait never comes to an end; the step that leads back into it is where to mend it.
    static void FindLoops(IReadOnlyList<Step> steps, IReadOnlyList<CompiledStep> compiled, ViolationList violations)
    {
        var walked = new HashSet<int>();
        for (var start = 0; start < compiled.Count; start++)
        {
            var way = new HashSet<int>();
            for (var index = start; index < compiled.Count && !compiled[index].IsWait && walked.Add(index); index = compiled[index].Next)
            {
                way.Add(index);
                if (way.Contains(compiled[index].Next))
                    violations.Invalid(
                        $"steps[{index}].next", $"leads back to '{steps[compiled[index].Next].StepId}' without a wait; put a wait step on the way.");
            }
        }
    }
}
