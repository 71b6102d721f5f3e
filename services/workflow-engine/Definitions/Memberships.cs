using Automation.Conditions;
using Automation.Segmentation.V1;
using Language = Automation.Conditions.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What of history a workflow's condition may ask: memberships, as of the profile that the decision reads.</summary>
sealed class Memberships(CompiledCondition condition, Profile? profile) : IHistory
{
    const string Remedy =
        "only in_segment is answered in workflows; put this part into a segment and ask in_segment(\"…\") here, or leave it out.";

    public static readonly HistoryScope Scope = new()
    {
        EventType = EventNames.ActionTypeOf,
        Unsupported = asked => asked is Language.Condition { KindCase: Language.Condition.KindOneofCase.InSegmentId } ? null : Remedy,
    };

    public ConditionValue Answer(int question, DateTimeOffset now)
    {
        var segmentId = ((Language.Condition)condition.Questions[question].Asked).InSegmentId;
        return ConditionValue.OfFlag(profile is not null && profile.SegmentIds.Contains(segmentId));
    }

    // The segment may change as time passes, but the profile of the decision says what it was.
    public DateTimeOffset? NextChange(int question, DateTimeOffset now) => null;
}
