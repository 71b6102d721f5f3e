using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>did_then(events("product_viewed"), events("order_completed"), "7d")</c>.</summary>
sealed class DidThenKind() : ConditionKind(Condition.KindOneofCase.DidThen, "did_then")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 3, 3, "did_then(events(\"product_viewed\"), events(\"order_completed\"), \"7d\")");
        return new Condition
        {
            DidThen = new DidThen
            {
                First = EventPatterns.Read(call.Arguments[0], reader),
                Then = EventPatterns.Read(call.Arguments[1], reader),
                Within = DurationText.Read(call.Arguments[2]),
            },
        };
    }

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Write("did_then(");
        EventPatterns.Write(condition.DidThen.First, printer);
        printer.Write(", ");
        EventPatterns.Write(condition.DidThen.Then, printer);
        printer.Write(", ").Duration(condition.DidThen.Within).Write(")");
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        place = place.Field("did_then");
        if (!compilation.CheckHistory(place, condition))
            return null;
        var first = EventPatterns.Compile(condition.DidThen.First, mayHaveWindow: true, condition, compilation, place.Field("first"));
        var then = EventPatterns.Compile(condition.DidThen.Then, mayHaveWindow: false, condition, compilation, place.Field("then"));
        var within = compilation.Duration(condition.DidThen.Within, place.Field("within"), condition);
        return first is null || then is null || within is null ? null : new HistoryClause(condition, compilation.Ask(condition, [first, then]));
    }
}
