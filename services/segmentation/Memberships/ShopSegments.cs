using Automation.Segmentation.V1;
using Automation.Segments;

namespace Automation.Segmentation.Memberships;

/// <summary>The versions of a shop's segments that are prepared or count in one partition, as the log says up to the position.</summary>
/// <param name="versions">In any order.</param>
/// <param name="build">Makes the set of some of them.</param>
sealed class ShopSegments(IReadOnlyList<PartitionVersion> versions, Func<IReadOnlyList<PartitionVersion>, SegmentSet> build)
{
    readonly Dictionary<int, PartitionVersion> _byNumber = versions.ToDictionary(version => version.Number);
    readonly Dictionary<long, SegmentSet?> _sets = [];
    readonly List<(SegmentSet? Known, ClauseFolding Folding)> _foldings = [];

    public IReadOnlyList<PartitionVersion> Versions { get; } = versions;

    /// <summary>The last that was prepared.</summary>
    public long Generation { get; } = versions.Count == 0 ? 0 : versions.Max(version => version.PrepareSequence);

    /// <summary>What a state of a generation is folded by; null: nothing.</summary>
    public SegmentSet? SetOf(long generation)
    {
        generation = Math.Min(generation, Generation);
        if (!_sets.TryGetValue(generation, out var set))
        {
            var included = Versions.Where(version => version.PrepareSequence <= generation).ToList();
            _sets[generation] = set = included.Count == 0 ? null : build(included);
        }
        return set;
    }

    /// <summary>Folds the clauses of all versions that a former set does not have. Null: all.</summary>
    public ClauseFolding FoldingOf(SegmentSet set, SegmentSet? known)
    {
        var found = _foldings.Find(pair => pair.Known == known).Folding;
        if (found is null)
            _foldings.Add((known, found = new ClauseFolding(set, known)));
        return found;
    }

    /// <summary>The version that a number stands for, if it counts.</summary>
    public PartitionVersion? EffectiveOf(int number) =>
        _byNumber.TryGetValue(number, out var version) && version.IsEffective ? version : null;

    /// <summary>Where a version began to be prepared.</summary>
    public long PreparedAt(int number) => _byNumber[number].PrepareSequence;

    /// <summary>Gives the profile the ids of the segments that the shopper is in.</summary>
    public void Name(Profile profile, SegmentState state)
    {
        var ids = new List<string>(state.MemberOf.Count);
        foreach (var number in state.MemberOf)
        {
            if (EffectiveOf((int)number) is { } version)
                ids.Add(version.SegmentId);
        }
        ids.Sort(StringComparer.Ordinal);
        if (profile.SegmentIds.SequenceEqual(ids))
            return;
        profile.SegmentIds.Clear();
        profile.SegmentIds.Add(ids);
    }
}
