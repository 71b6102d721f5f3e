using System.Text.Json;
using Automation.Conditions;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Definitions;

/// <summary>A segment that shops expect.</summary>
/// <param name="SegmentId">Its id.</param>
/// <param name="Version">Of the definition, from 1: raise it with every change, so that it reaches shops that have a former one.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Text">The condition.</param>
sealed record StandardSegmentDefinition(string SegmentId, int Version, string DisplayName, string Text)
{
    /// <summary>Whether a segment says this.</summary>
    public bool IsSaidBy(StoredSegment stored) =>
        stored.Stage is SegmentStage.Preparing or SegmentStage.Effective && stored.Condition.Equals(ConditionLanguage.Parse(Text).Condition);
}

/// <summary>The standard definitions: a file in Templates is one of them, by its name.</summary>
static class StandardSegments
{
    const string Prefix = "templates/";

    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>By id.</summary>
    public static IReadOnlyDictionary<string, StandardSegmentDefinition> All { get; } = new SortedDictionary<string, StandardSegmentDefinition>(
        typeof(StandardSegments).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(Read)
            .ToDictionary(definition => definition.SegmentId),
        StringComparer.Ordinal);

    static StandardSegmentDefinition Read(string name)
    {
        using var file = typeof(StandardSegments).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<StandardSegmentDefinition>(file, s_json)! with { SegmentId = name[Prefix.Length..] };
    }
}
