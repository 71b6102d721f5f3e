using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Operands;

/// <summary><c>now()</c>, <c>now() - duration("30d")</c>.</summary>
sealed class NowKind() : OperandKind(Operand.KindOneofCase.Now, "now")
{
    const string Usage = "now() - duration(\"30d\")";

    public override Operand Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 0, 0, "now()");
        return new Operand { Now = new Now() };
    }

    /// <summary>The only sum there is.</summary>
    public static Now ReadMoved(BinarySyntax sum, SyntaxReader reader)
    {
        if (sum is not { Left: CallSyntax { Name: "now" } now, Right: CallSyntax { Name: "duration" } duration })
            throw SyntaxReader.Wrong(sum, $"only the instant of evaluation can be moved: {Usage}.");
        _ = reader.Operand(now);
        var seconds = DurationText.Read(duration).Seconds;
        return new Now { Offset = seconds == 0 ? null : new Duration { Seconds = sum.Sign == "-" ? -seconds : seconds } };
    }

    public override void Write(Operand operand, ConditionPrinter printer)
    {
        printer.Write("now()");
        if (operand.Now.Offset is not { Seconds: not 0 and var seconds })
            return;
        printer.Write(seconds < 0 ? " - duration(" : " + duration(").Text(DurationText.Format(Math.Abs(seconds)))
            .Write(")");
    }

    public override Reading? Compile(Operand operand, Compilation compilation, Place place)
    {
        place = place.Field("now");
        if (compilation.Filtering is { } filtering)
            return compilation.Refuse<Reading>(place, operand, ConditionReason.History, $"now moves, and {filtering}");
        compilation.Dependencies.ReadsTime = true;
        if (operand.Now.Offset is null)
            return new NowReading(0);
        return compilation.Duration(operand.Now.Offset, place, operand, mayBeNegative: true) is { } ticks ? new NowReading(ticks) : null;
    }
}

sealed class NowReading(long offset) : Reading(OperandType.Time)
{
    /// <summary>Ticks from now.</summary>
    public long Offset => offset;

    public override void Read(ref Frame frame, out ConditionValue value) =>
        value = ConditionValue.OfTime(Math.Clamp(frame.Now + offset, 0, DateTime.MaxValue.Ticks));
}
