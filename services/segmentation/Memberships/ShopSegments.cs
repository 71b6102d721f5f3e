using Automation.Segmentation.V1;
using Automation.Segments;

namespace Automation.Segmentation.Memberships;

/// <summary>The versions of a shop's segments that are prepared or count in one partition, as the log says up to the position.</summary>
/// <param name="versions">In any order.</param>
/// <param name="build">Makes the set of some of them.</param>
sealed class ShopSegments(IReadOnlyList<PartitionVersion> versions, Func<IReadOnlyList<PartitionVersion>, SegmentSet> build)
{
    readonly Dictionary<int, PartitionVersion> _byNumber = versions.ToDictionary(version => version.Number);

    // Those that count, by id, and where each stands there.
    readonly PartitionVersion[] _counting = [.. versions.Where(version => version.IsEffective).OrderBy(version => version.SegmentId, StringComparer.Ordinal)];
    readonly Dictionary<int, int> _placesByNumber =
        versions.Where(version => version.IsEffective).OrderBy(version => version.SegmentId, StringComparer.Ordinal).Index().ToDictionary(pair => pair.Item.Number, pair => pair.Index);
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
        // Nearly every event finds them as they are, so nothing is sorted or allocated for that.
        Span<bool> isIn = stackalloc bool[_counting.Length];
        isIn.Clear();
        var count = 0;
        for (var place = 0; place < state.MemberOf.Count; place++)
        {
            if (!_placesByNumber.TryGetValue((int)state.MemberOf[place], out var known))
                continue;
            isIn[known] = true;
            count++;
        }
        if (AreNamed(profile, isIn, count))
            return;
        profile.SegmentIds.Clear();
        for (var place = 0; place < isIn.Length; place++)
        {
            if (isIn[place])
                profile.SegmentIds.Add(_counting[place].SegmentId);
        }
    }

    bool AreNamed(Profile profile, ReadOnlySpan<bool> isIn, int count)
    {
        if (profile.SegmentIds.Count != count)
            return false;
        for (var (place, named) = (0, 0); named < count; place++)
        {
            if (isIn[place] && profile.SegmentIds[named++] != _counting[place].SegmentId)
                return false;
        }
        return true;
    }
}
