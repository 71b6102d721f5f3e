using Automation.Conditions;
using Automation.Segmentation.V1;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Questions;

/// <summary>How a question of a condition is answered from what is known of a shopper.</summary>
abstract class QuestionAnswer
{
    /// <param name="now">In ticks.</param>
    public abstract ConditionValue Answer(SegmentState state, Profile profile, long now);

    /// <summary>The first instant after now at which the answer can change by itself, in ticks.</summary>
    public virtual long NextChange(SegmentState state, Profile profile, long now) => EventWindow.Never;

    /// <summary>The first instant after now at which the answer can stand otherwise to a constant, in ticks.</summary>
    public virtual long NextCrossing(SegmentState state, Profile profile, in ConditionValue constant, long now) => NextChange(state, profile, now);
}
