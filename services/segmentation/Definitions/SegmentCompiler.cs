using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segmentation.V1;
using Automation.Segments;
using Automation.Validation;

namespace Automation.Segmentation.Definitions;

/// <summary>What a definition comes to.</summary>
/// <param name="Condition">As a message; null where it cannot be read.</param>
/// <param name="Compiled">Null where something is wrong with the condition.</param>
/// <param name="Violations">All that is wrong, by field of the definition.</param>
sealed record CompiledDefinition(Condition? Condition, CompiledCondition? Compiled, IReadOnlyList<Violation> Violations);

/// <summary>Checks definitions of segments. Pure.</summary>
static class SegmentCompiler
{
    /// <param name="definition">To be checked.</param>
    /// <param name="segmentId">What it is to define; empty: something new.</param>
    /// <param name="segments">All segments of the shop that are not archived.</param>
    /// <param name="lists">All lists of the shop that are not archived; null: any.</param>
    public static CompiledDefinition Compile(
        SegmentDefinition definition, string segmentId, IReadOnlyCollection<StoredSegment> segments, IReadOnlySet<string>? lists = null)
    {
        var violations = new List<Violation>();
        if (definition.DisplayName.Length == 0)
            violations.Add(Violation.Required("display_name"));
        else if (definition.DisplayName.Length > SegmentIds.DisplayNameLength)
            violations.Add(Violation.TooLong("display_name", $"has {definition.DisplayName.Length} characters; shorten it to {SegmentIds.DisplayNameLength}."));

        var known = segments.ToDictionary(segment => segment.SegmentId);
        var roots = SegmentLanguage.RootsWith(id => id == segmentId || known.ContainsKey(id), lists is null ? null : lists.Contains);
        var (field, condition, result) = Read(definition, roots);
        if (field.Length == 0)
        {
            violations.Add(Violation.Required("text"));
            return new CompiledDefinition(null, null, violations);
        }
        violations.AddRange(result.Errors.Select(error => error.ToViolation(field)));
        if (result.Condition is { } compiled)
            violations.AddRange(CheckSegments(field, compiled.DependsOn.SegmentIds, segmentId, known));
        return new CompiledDefinition(condition, result.Condition, violations);
    }

    static (string Field, Condition? Condition, CompileResult Result) Read(SegmentDefinition definition, RootSet roots)
    {
        switch (definition.RuleCase)
        {
            case SegmentDefinition.RuleOneofCase.Condition:
                return ("condition", definition.Condition, ConditionLanguage.Compile(definition.Condition, roots));
            case SegmentDefinition.RuleOneofCase.Text:
                var parsed = ConditionLanguage.Parse(definition.Text);
                return ("text", parsed.Condition, parsed.Condition is { } condition
                    ? ConditionLanguage.Compile(condition, roots, parsed.Positions)
                    : new CompileResult(null, parsed.Errors));
            default:
                return ("", null, new CompileResult(null, []));
        }
    }

    // Of what others ask for there is one version only, and it counts: so what they get never depends on which was prepared first.
    static IEnumerable<Violation> CheckSegments(
        string field, IEnumerable<string> asked, string segmentId, Dictionary<string, StoredSegment> known)
    {
        foreach (var other in asked)
        {
            if (SegmentOrder.FindCycle(segmentId, [other], id => known.GetValueOrDefault(id)?.AsksFor) is { } circle)
            {
                yield return Violation.Invalid(field, $"asks for itself: {string.Join(" asks for ", circle)}; take one of these in_segment out.");
            }
            else if (known[other].Stage is SegmentStage.Preparing)
            {
                yield return Violation.Invalid(field, $"asks for segment \"{other}\", which is being prepared; put this one when GetSegment says that it is effective.");
            }
            else if (known[other].Stage is SegmentStage.Cancelled)
            {
                yield return Violation.Invalid(field, $"asks for segment \"{other}\", whose latest version was cancelled; put that one again first.");
            }
        }
    }
}
