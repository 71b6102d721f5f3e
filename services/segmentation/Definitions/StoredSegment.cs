using Automation.Conditions.V1;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Definitions;

/// <summary>A segment with its latest version.</summary>
/// <param name="SegmentId">Its id in the shop.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Revision">Rises with every change.</param>
/// <param name="Version">The latest, from 1.</param>
/// <param name="Number">Stands for that version in states.</param>
/// <param name="Stage">Where that version stands.</param>
/// <param name="Condition">What that version says.</param>
/// <param name="AsksFor">Segments that it asks for.</param>
/// <param name="CreateTime">When that version was put.</param>
/// <param name="IsPaused">Whether its preparation waits to be resumed.</param>
sealed record StoredSegment(
    string SegmentId,
    string DisplayName,
    int Revision,
    int Version,
    int Number,
    SegmentStage Stage,
    Condition Condition,
    IReadOnlyList<string> AsksFor,
    DateTimeOffset CreateTime,
    bool IsPaused)
{
    public string Etag => $"r{Revision}";

    public bool IsArchived => Stage is SegmentStage.Archived;
}

/// <summary>How far a segment's version has come in the partitions of the log.</summary>
/// <param name="EffectiveVersion">The version that counts in all of them; 0: none.</param>
/// <param name="FilledCount">Shoppers that are filled in for the latest version.</param>
/// <param name="ShopperCount">Of so many, as far as is known.</param>
readonly record struct SegmentProgress(int EffectiveVersion, long FilledCount, long ShopperCount);
