using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;

namespace Automation.Conditions.History;

/// <summary>A value that whoever answers for history gives.</summary>
sealed class HistoryReading(OperandType type, int question) : Reading(type)
{
    public override void Read(ref Frame frame, out ConditionValue value) => value = Answer(ref frame, question);

    public override long Until(ref Frame frame) => Until(ref frame, question);

    public override long UntilCrossing(ref Frame frame, in ConditionValue constant) =>
        Of(ref frame).NextCrossing(question, constant, Now(ref frame)) is { } change ? change.UtcTicks : Outlook.Never;

    public override IReadOnlyList<string> Evidence(ref Frame frame) => Evidence(ref frame, question);

    public static ConditionValue Answer(ref Frame frame, int question) => Of(ref frame).Answer(question, Now(ref frame));

    public static long Until(ref Frame frame, int question) =>
        Of(ref frame).NextChange(question, Now(ref frame)) is { } change ? change.UtcTicks : Outlook.Never;

    public static IReadOnlyList<string> Evidence(ref Frame frame, int question) => Of(ref frame).EventIds(question, Now(ref frame));

    static IHistory Of(ref Frame frame) => frame.History
        ?? throw new InvalidOperationException("The condition asks for history; give the evaluation an IHistory, as the roots that it was compiled for promise.");

    static DateTimeOffset Now(ref Frame frame) => new(frame.Now, TimeSpan.Zero);
}
