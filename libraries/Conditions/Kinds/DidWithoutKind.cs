using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>did_without(events("checkout_started").in_last("7d"), events("order_completed"))</c>.</summary>
sealed class DidWithoutKind() : ConditionKind(Condition.KindOneofCase.DidWithout, "did_without")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 2, 2, "did_without(events(\"checkout_started\"), events(\"order_completed\"))");
        return new Condition
        {
            DidWithout = new DidWithout { Did = EventPatterns.Read(call.Arguments[0], reader), Without = EventPatterns.Read(call.Arguments[1], reader) },
        };
    }

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Write("did_without(");
        EventPatterns.Write(condition.DidWithout.Did, printer);
        printer.Write(", ");
        EventPatterns.Write(condition.DidWithout.Without, printer);
        printer.Write(")");
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        place = place.Field("did_without");
        if (!compilation.CheckHistory(place, condition))
            return null;
        var did = EventPatterns.Compile(condition.DidWithout.Did, mayHaveWindow: true, condition, compilation, place.Field("did"));
        var without = EventPatterns.Compile(condition.DidWithout.Without, mayHaveWindow: false, condition, compilation, place.Field("without"));
        return did is null || without is null ? null : new HistoryClause(condition, compilation.Ask(condition, [did, without]));
    }
}
