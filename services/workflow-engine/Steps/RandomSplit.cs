using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Chooses a way by lot; a shopper once assigned one takes it ever after.</summary>
sealed class RandomSplit(string stepId, IReadOnlyList<(string WayId, int Percent)> shares, IReadOnlyList<StepWay> ways) : CompiledStep(stepId)
{
    const int MaxWays = 10;
    const int MaxWayId = 50;

    public override IReadOnlyList<StepWay> Ways => ways;

    public override bool GoesOn => false;

    public override bool Assigns => true;

    public static RandomSplit Compile(string stepId, RandomSplitStep split, string path, DefinitionScope scope)
    {
        if (split.Ways.Count < 2)
            scope.Violations.Invalid($"{path}.ways", $"has {split.Ways.Count} ways; use 2 to {MaxWays}.");
        if (split.Ways.Count > MaxWays)
            scope.Violations.TooLong($"{path}.ways", $"has {split.Ways.Count} ways; use at most {MaxWays}.");
        var shares = new List<(string WayId, int Percent)>();
        var ways = new List<StepWay>();
        foreach (var (index, way) in split.Ways.Take(MaxWays).Index())
        {
            scope.Checks.Name(way.WayId, $"{path}.ways[{index}].way_id", MaxWayId);
            if (way.WayId.Length > 0 && shares.Exists(share => share.WayId == way.WayId))
                scope.Violations.Invalid($"{path}.ways[{index}].way_id", $"'{way.WayId}' is the id of an earlier way; give each its own.");
            if (way.Percent is < 1 or > 99)
                scope.Violations.Invalid($"{path}.ways[{index}].percent", "must be 1 to 99.");
            if (way.Next.Length == 0)
                scope.Violations.Required($"{path}.ways[{index}].next");
            shares.Add((way.WayId, way.Percent));
            ways.Add(new StepWay(way.Next, $"random_split.ways[{index}].next"));
        }
        if (split.Ways.Count >= 2 && split.Ways.Sum(way => (long)way.Percent) is not 100 and var sum)
            scope.Violations.Invalid($"{path}.ways", $"the percent of all ways are {sum} together; make them 100.");
        return new RandomSplit(stepId, shares, ways);
    }

    public override Transition Enter(TransitionDraft draft)
    {
        // A way that this version does not have any more is drawn anew.
        var way = draft.WayOf(StepId) is { } assigned ? IndexOf(assigned) : -1;
        var kept = way >= 0;
        if (!kept)
        {
            way = Draw(Lots.Of(draft.Run, StepId));
            draft.Assign(StepId, shares[way].WayId);
        }
        draft.Write(new RunEntry { SplitTaken = new SplitTaken { StepId = StepId, WayId = shares[way].WayId, Kept = kept } });
        return RunMachine.Advance(draft, ways[way].Step);
    }

    int Draw(double lot)
    {
        var way = 0;
        for (double sum = shares[0].Percent; lot >= sum; sum += shares[way].Percent)
            way++;
        return way;
    }

    int IndexOf(string wayId)
    {
        for (var index = 0; index < shares.Count; index++)
        {
            if (shares[index].WayId == wayId)
                return index;
        }
        return -1;
    }
}
