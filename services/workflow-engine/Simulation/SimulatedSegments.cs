using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Segmentation.V1;
using Automation.Segments;
using Automation.Validation;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>Segments as segmentation evaluates them, by the library that it does it with.</summary>
sealed class SimulatedSegments
{
    public static readonly SimulatedSegments None = new(new SegmentSet([], new Dictionary<string, int>()));

    readonly SegmentSet _set;
    readonly Dictionary<int, string> _ids;

    SimulatedSegments(SegmentSet set)
    {
        _set = set;
        _ids = set.Versions.ToDictionary(version => version.Number, version => version.SegmentId);
    }

    public bool IsEmpty => _ids.Count == 0;

    /// <summary>The segments, ready to evaluate; null where something is wrong, which is taken down.</summary>
    public static SimulatedSegments? Compile(IReadOnlyList<SimulatedSegment> segments, ViolationList violations)
    {
        var ids = segments.Select(segment => segment.SegmentId).ToHashSet(StringComparer.Ordinal);
        var roots = SegmentLanguage.RootsWith(ids.Contains);
        var versions = new List<SegmentVersion>();
        foreach (var (index, segment) in segments.Index())
        {
            if (Compile(segment, $"segments[{index}]", roots, violations) is { } condition)
                versions.Add(new SegmentVersion(index + 1, segment.SegmentId, condition));
        }
        if (versions.Count < segments.Count)
            return null;
        var numbers = versions.SelectMany(version => SegmentSet.ClauseKeysOf(version.Condition)).Distinct(StringComparer.Ordinal)
            .Select((key, index) => (key, index)).ToDictionary(pair => pair.key, pair => pair.index + 1, StringComparer.Ordinal);
        try
        {
            return new SimulatedSegments(new SegmentSet(versions, numbers));
        }
        catch (ArgumentException)
        {
            violations.Invalid("segments", "ask for each other in a circle, or one is there twice; take one in_segment, or one of the two, out.");
            return null;
        }
    }

    /// <summary>Brings in a record that the profile includes.</summary>
    public IReadOnlyList<MembershipChange> Apply(SegmentState state, Profile profile, LoggedEvent logged)
    {
        var changes = new List<SegmentChange>();
        SegmentFold.Apply(_set, state, profile, logged, changes);
        return Told(changes, logged.ShopId, logged.ShopperId);
    }

    /// <summary>Lets time windows run out.</summary>
    public IReadOnlyList<MembershipChange> Elapse(SegmentState state, Profile profile, DateTimeOffset now, string shopId)
    {
        var changes = new List<SegmentChange>();
        SegmentFold.Elapse(_set, state, profile, now, changes);
        return Told(changes, shopId, profile.ShopperId);
    }

    List<MembershipChange> Told(List<SegmentChange> changes, string shopId, string shopperId) => changes.ConvertAll(change => new MembershipChange
    {
        ShopId = shopId,
        ShopperId = shopperId,
        SegmentId = _ids[change.Number],
        Version = 1,
        Movement = change.Entered ? Movement.Entered : Movement.Left,
    });

    static CompiledCondition? Compile(SimulatedSegment segment, string path, RootSet roots, ViolationList violations)
    {
        CompileResult result;
        var field = $"{path}.text";
        switch (segment.RuleCase)
        {
            case SimulatedSegment.RuleOneofCase.Text:
                var parsed = ConditionLanguage.Parse(segment.Text);
                result = parsed.Condition is { } condition ? ConditionLanguage.Compile(condition, roots, parsed.Positions) : new(null, parsed.Errors);
                break;
            case SimulatedSegment.RuleOneofCase.Condition:
                field = $"{path}.condition";
                result = ConditionLanguage.Compile(segment.Condition, roots);
                break;
            default:
                violations.Required(field);
                return null;
        }
        foreach (var error in result.Errors)
            violations.Add(error.ToViolation(field));
        return result.Condition;
    }
}
