using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>t.in_last("30d")</c>, <c>t.in_next("7d")</c>.</summary>
sealed class WindowKind() : ConditionKind(Condition.KindOneofCase.Window, "in_last", "in_next")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: true, 1, 1, $"order.complete_time.{call.Name}(\"30d\")");
        var window = new TimeWindow { Value = reader.Operand(call.Target!) };
        if (call.Name == "in_last")
            window.Last = DurationText.Read(call.Arguments[0]);
        else
            window.Next = DurationText.Read(call.Arguments[0]);
        return new Condition { Window = window };
    }

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Operand(condition.Window.Value);
        var isLast = condition.Window.DirectionCase is TimeWindow.DirectionOneofCase.Last;
        printer.Write(isLast ? ".in_last(" : ".in_next(").Duration(isLast ? condition.Window.Last : condition.Window.Next).Write(")");
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        var window = condition.Window;
        place = place.Field("window");
        if (compilation.Filtering is { } filtering)
            return compilation.Refuse<Clause>(place, condition, ConditionReason.History, $"now moves, and {filtering} Put .in_last(…) behind the events.");
        compilation.Dependencies.ReadsTime = true;
        var isLast = window.DirectionCase is TimeWindow.DirectionOneofCase.Last;
        var length = compilation.Duration(isLast ? window.Last : window.Next, place.Field(isLast ? "last" : "next"), condition);
        var time = compilation.TimeOperand(window.Value, place.Field("value"));
        if (time is null || length is not { } ticks)
            return null;
        return isLast ? new WindowClause(condition, time, -ticks, 0) : new WindowClause(condition, time, 0, ticks);
    }
}

/// <summary>Later than now and <paramref name="after"/>, and not later than now and <paramref name="until"/>, in ticks.</summary>
sealed class WindowClause(Condition source, Reading time, long after, long until) : ValueClause(source, time)
{
    public override bool Holds(ref Frame frame)
    {
        time.Read(ref frame, out var value);
        return value.Kind is ValueKind.Time && IsWithin(value.AsTicks - frame.Now);
    }

    // The distance from now shrinks: it comes in at `until` and goes out at `after`.
    public override Outlook Look(ref Frame frame)
    {
        var ends = UntilOfValues(ref frame);
        time.Read(ref frame, out var value);
        if (value.Kind is not ValueKind.Time)
            return new Outlook(false, ends);
        var distance = value.AsTicks - frame.Now;
        return distance > until ? new Outlook(false, Math.Min(ends, value.AsTicks - until))
            : distance > after ? new Outlook(true, Math.Min(ends, value.AsTicks - after))
            : new Outlook(false, ends);
    }

    bool IsWithin(long distance) => distance > after && distance <= until;
}
