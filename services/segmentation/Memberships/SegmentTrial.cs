using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.V1;
using Automation.Segments;

namespace Automation.Segmentation.Memberships;

/// <summary>Judges shoppers by a condition that is not stored, and by the segments that it asks for. Pure; used by many at once.</summary>
sealed class SegmentTrial
{
    // Numbers of versions that are stored begin at 1.
    const int Number = 0;

    readonly SegmentSet _set;
    readonly ClauseFolding _folding;

    /// <param name="condition">What is tried.</param>
    /// <param name="known">All segments of the shop that are not archived.</param>
    public SegmentTrial(CompiledCondition condition, IReadOnlyCollection<StoredSegment> known)
    {
        var byId = known.ToDictionary(segment => segment.SegmentId);
        var versions = new Dictionary<string, SegmentVersion> { [""] = new(Number, "", condition) };
        var open = new Queue<string>(condition.DependsOn.SegmentIds);
        while (open.TryDequeue(out var id))
        {
            // Of what is asked for there is one version, and it counts.
            if (versions.ContainsKey(id) || !byId.TryGetValue(id, out var segment))
                continue;
            versions[id] = new(segment.Number, id, ConditionLanguage.Compile(segment.Condition, SegmentLanguage.Roots).Condition
                ?? throw new InvalidDataException($"Segment '{id}' does not compile any more; put it again."));
            foreach (var next in segment.AsksFor)
                open.Enqueue(next);
        }
        var numbers = versions.Values.SelectMany(version => SegmentSet.ClauseKeysOf(version.Condition)).Distinct().Index()
            .ToDictionary(pair => pair.Item, pair => pair.Index + 1);
        _set = new SegmentSet(versions.Values, numbers);
        _folding = new ClauseFolding(_set, known: null);
    }

    /// <summary>Whether history is asked for at all.</summary>
    public bool NeedsHistory => !_folding.IsEmpty;

    /// <summary>Brings a record of a shopper into what is known of the shopper.</summary>
    public void Add(SegmentState apart, LoggedEvent logged) => _folding.Add(apart, logged);

    /// <summary>Whether a shopper would be a member.</summary>
    public bool Holds(SegmentState apart, Profile profile, DateTimeOffset now)
    {
        var state = new SegmentState();
        SegmentFold.Adopt(_set, null, state, apart, profile, now, []);
        return state.MemberOf.Contains(Number);
    }
}
