using Automation.Segments.Questions;

namespace Automation.Segments.Evaluating;

/// <summary>A version in a set.</summary>
/// <param name="Answers">To the condition's questions, by number.</param>
sealed record Segment(SegmentVersion Version, QuestionAnswer[] Answers)
{
    /// <summary>Whether it can change while nothing but time passes.</summary>
    public bool IsTimed { get; } = Version.Condition.DependsOn.ReadsTime;

    /// <summary>Parts of the profile that it reads, as <see cref="ProfileParts"/> tells them.</summary>
    public ulong Parts { get; } = ProfileParts.ReadBy(Version.Condition.DependsOn);

    /// <summary>Segments that ask for it, all behind it; null: none do.</summary>
    public SegmentBits? AskedBy { get; set; }
}
