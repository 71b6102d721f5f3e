using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>in_segment("vip")</c>.</summary>
sealed class SegmentKind() : ConditionKind(Condition.KindOneofCase.InSegmentId, "in_segment")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, "in_segment(\"vip\")");
        return new Condition { InSegmentId = SyntaxReader.Text(call.Arguments[0]) };
    }

    public override void Write(Condition condition, ConditionPrinter printer) => printer.Write("in_segment(").Text(condition.InSegmentId).Write(")");

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        var segment = condition.InSegmentId;
        place = place.Field("in_segment_id");
        if (!compilation.CheckHistory(place, condition) || !compilation.CheckName(segment, "a segment's name", place, condition))
            return null;
        if (compilation.Roots.History!.HasSegment?.Invoke(segment) == false)
            return compilation.Refuse<Clause>(place, condition, ConditionReason.UnknownName, $"there is no segment \"{segment}\"; put it first, or correct its name.");
        compilation.Dependencies.AddSegment(segment);
        return new HistoryClause(condition, compilation.Ask(condition, []));
    }
}
