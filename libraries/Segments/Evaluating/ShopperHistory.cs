using Automation.Conditions;
using Automation.Segmentation.V1;

namespace Automation.Segments.Evaluating;

/// <summary>Answers the questions of one segment after the other for one shopper. Reused by its thread.</summary>
sealed class ShopperHistory : IHistory
{
    [ThreadStatic]
    static ShopperHistory? s_own;

    SegmentState? _state;
    Profile? _profile;
    Segment? _segment;

    public static ShopperHistory Of(SegmentState state, Profile profile)
    {
        var history = s_own ??= new ShopperHistory();
        (history._state, history._profile) = (state, profile);
        return history;
    }

    public ShopperHistory For(Segment segment)
    {
        _segment = segment;
        return this;
    }

    public ConditionValue Answer(int question, DateTimeOffset now) => _segment!.Answers[question].Answer(_state!, _profile!, now.UtcTicks);

    public DateTimeOffset? NextChange(int question, DateTimeOffset now) => InstantOf(_segment!.Answers[question].NextChange(_state!, _profile!, now.UtcTicks));

    public DateTimeOffset? NextCrossing(int question, ConditionValue constant, DateTimeOffset now) =>
        InstantOf(_segment!.Answers[question].NextCrossing(_state!, _profile!, constant, now.UtcTicks));

    static DateTimeOffset? InstantOf(long ticks) => ticks < EventWindow.Never ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
}
