using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>order.complete_time.in_this("month", "Europe/Berlin")</c>.</summary>
sealed class CalendarKind() : ConditionKind(Condition.KindOneofCase.Calendar, "in_this")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: true, 2, 2, "order.complete_time.in_this(\"month\", \"Europe/Berlin\")");
        return new Condition
        {
            Calendar = new CalendarMatch
            {
                Value = reader.Operand(call.Target!),
                Period = PeriodOf(call.Arguments[0]),
                Zone = reader.Operand(call.Arguments[1]),
            },
        };
    }

    public static CalendarPeriod PeriodOf(SyntaxNode syntax) => CalendarDays.Find(SyntaxReader.Text(syntax))
        ?? throw new ConditionSyntaxException(ConditionReason.Literal, syntax.Position, "expected \"day\", \"week\", \"month\" or \"year\".");

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Operand(condition.Calendar.Value);
        printer.Write(".in_this(").Text(CalendarDays.NameOf(condition.Calendar.Period)).Write(", ");
        printer.Operand(condition.Calendar.Zone);
        printer.Write(")");
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        var calendar = condition.Calendar;
        place = place.Field("calendar");
        if (!compilation.CheckDays(place, condition))
            return null;
        if (!CalendarDays.IsKnown(calendar.Period))
            return compilation.Refuse<Clause>(place.Field("period"), condition, ConditionReason.Incomplete, "the period is missing or unknown; set one.");
        var time = compilation.TimeOperand(calendar.Value, place.Field("value"));
        var zone = compilation.Zone(calendar.Zone, place.Field("zone"));
        return time is null || zone is null ? null : new CalendarClause(condition, time, zone);
    }
}

sealed class CalendarClause(Condition source, Reading time, Reading zone) : DayClause(source, time, zone)
{
    readonly CalendarPeriod _period = source.Calendar.Period;

    protected override (DateOnly First, DateOnly Last)? Around(in ConditionValue value, TimeZoneInfo zone, int yearOfToday) =>
        value.Kind is ValueKind.Time ? CalendarDays.Around(Zones.DayOf(value.AsTicks, zone), _period) : null;
}
