using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Chooses a way by what holds when a run comes here: the first that does, else the step that comes next.</summary>
sealed class Branch(string stepId, IReadOnlyList<StateRule> rules, IReadOnlyList<StepWay> ways) : CompiledStep(stepId)
{
    const int MaxWays = 10;

    readonly bool _readsProfile = rules.Any(rule => rule.ReadsProfile);

    public override IReadOnlyList<StepWay> Ways => ways;

    public static Branch Compile(string stepId, BranchStep branch, string path, DefinitionScope scope)
    {
        if (branch.Ways.Count == 0)
            scope.Violations.Required($"{path}.ways");
        if (branch.Ways.Count > MaxWays)
            scope.Violations.TooLong($"{path}.ways", $"has {branch.Ways.Count} ways; use at most {MaxWays}, and another branch for the others.");
        var rules = new List<StateRule>();
        var ways = new List<StepWay>();
        foreach (var (index, way) in branch.Ways.Take(MaxWays).Index())
        {
            if (way.When is null)
                scope.Violations.Required($"{path}.ways[{index}].when");
            else
                rules.Add(scope.Rule(way.When, $"{path}.ways[{index}].when"));
            if (way.Next.Length == 0)
                scope.Violations.Required($"{path}.ways[{index}].next");
            ways.Add(new StepWay(way.Next, $"branch.ways[{index}].next"));
        }
        return new Branch(stepId, rules, ways);
    }

    public override Transition Enter(TransitionDraft draft)
    {
        if (_readsProfile && draft.Input.Reading is null)
            return Transition.NeedsProfile;
        if (_readsProfile)
            draft.ReadProfile();
        var scope = draft.Workflow.Scope(null, draft.Input.Reading?.Profile, draft.Run.Key, draft.Input.Now);
        var taken = 0;
        while (taken < rules.Count && !rules[taken].Holds(scope))
            taken++;
        var isTaken = taken < rules.Count;
        draft.Write(new RunEntry { BranchTaken = new BranchTaken { StepId = StepId, Way = isTaken ? taken + 1 : 0 } });
        return RunMachine.Advance(draft, isTaken ? ways[taken].Step : Next);
    }
}
