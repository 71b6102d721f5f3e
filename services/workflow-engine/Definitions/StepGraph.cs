using Automation.Validation;
using Automation.WorkflowEngine.Steps;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Which step comes after which, from the entry at the first one.</summary>
static class StepGraph
{
    /// <summary>Gives each step those that may come next, and finds what is wrong with the ways.</summary>
    public static void Connect(IReadOnlyList<Step> steps, IReadOnlyList<CompiledStep> compiled, ViolationList violations)
    {
        var indexes = new Dictionary<string, int>();
        for (var index = 0; index < steps.Count; index++)
            indexes.TryAdd(steps[index].StepId, index);
        var isWhole = true;
        int Find(string stepId, int otherwise, string path, string remedy)
        {
            if (stepId.Length == 0)
                return otherwise;
            if (indexes.TryGetValue(stepId, out var found))
                return found;
            isWhole = false;
            violations.Invalid(path, $"'{stepId}' is not the id of a step; use one of {string.Join(", ", steps.Select(step => step.StepId))}{remedy}.");
            return otherwise;
        }

        for (var index = 0; index < steps.Count; index++)
        {
            var step = compiled[index];
            if (!step.GoesOn && steps[index].Next.Length > 0)
                violations.Invalid($"steps[{index}].next", "nothing comes next, for the run ends here; leave it out.");
            step.Next = Find(steps[index].Next, index + 1, $"steps[{index}].next", ", or leave it out to go on with the following step");
            foreach (var way in step.Ways)
                way.Step = Find(way.StepId, step.Next, $"steps[{index}].{way.Field}", "");
        }
        // With a name wrong, most of what follows from it would be reported wrongly, too.
        if (!isWhole || compiled.Count == 0)
            return;
        FindUnreachable(steps, compiled, violations);
        FindLoops(steps, compiled, violations);
    }

    /// <summary>Steps that a run comes to without waiting, from the entry on.</summary>
    public static IReadOnlySet<int> ReachedAtOnce(IReadOnlyList<CompiledStep> steps)
    {
        var reached = new HashSet<int>();
        var left = new Stack<int>([0]);
        while (left.TryPop(out var index))
        {
            if (index == steps.Count || !reached.Add(index) || steps[index].IsWait)
                continue;
            foreach (var (step, _) in WaysFrom(steps[index]))
                left.Push(step);
        }
        return reached;
    }

    static void FindUnreachable(IReadOnlyList<Step> steps, IReadOnlyList<CompiledStep> compiled, ViolationList violations)
    {
        var reached = new HashSet<int>();
        var left = new Stack<int>([0]);
        while (left.TryPop(out var index))
        {
            if (index == compiled.Count || !reached.Add(index))
                continue;
            foreach (var (step, _) in WaysFrom(compiled[index]))
                left.Push(step);
        }
        for (var index = 0; index < compiled.Count; index++)
        {
            if (!reached.Contains(index))
                violations.Invalid($"steps[{index}]", $"no way leads from the first step to '{steps[index].StepId}'; name it in the next of a step, or remove it.");
        }
    }

    // A loop without a wait never comes to an end; the step that leads back into it is where to mend it.
    static void FindLoops(IReadOnlyList<Step> steps, IReadOnlyList<CompiledStep> compiled, ViolationList violations)
    {
        var walked = new HashSet<int>();
        var way = new HashSet<int>();
        void Walk(int index)
        {
            walked.Add(index);
            way.Add(index);
            foreach (var (step, field) in WaysFrom(compiled[index]))
            {
                if (way.Contains(step))
                    violations.Invalid(
                        $"steps[{index}].{field}", $"leads back to '{steps[step].StepId}' without a wait; put a wait step on the way.");
                else if (step < compiled.Count && !compiled[step].IsWait && !walked.Contains(step))
                    Walk(step);
            }
            way.Remove(index);
        }

        for (var start = 0; start < compiled.Count; start++)
        {
            if (!compiled[start].IsWait && !walked.Contains(start))
                Walk(start);
        }
    }

    static IEnumerable<(int Step, string Field)> WaysFrom(CompiledStep step)
    {
        foreach (var way in step.Ways)
            yield return (way.Step, way.Field);
        if (step.GoesOn)
            yield return (step.Next, "next");
    }
}
