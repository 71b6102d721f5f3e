using System.Globalization;
using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary>
/// <c>profile.traits.birthday.anniversary_in_this("week", "UTC")</c>, <c>anniversary_in_days(0, 7, "UTC")</c>.
/// </summary>
sealed class AnniversaryKind() : ConditionKind(Condition.KindOneofCase.Anniversary, "anniversary_in_this", "anniversary_in_days")
{
    const int MostDays = 180;

    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        var anniversary = new Anniversary();
        if (call.Name == "anniversary_in_this")
        {
            SyntaxReader.Expect(call, hasTarget: true, 2, 2, "profile.traits.birthday.anniversary_in_this(\"week\", \"UTC\")");
            anniversary.Period = CalendarKind.PeriodOf(call.Arguments[0]);
        }
        else
        {
            SyntaxReader.Expect(call, hasTarget: true, 3, 3, "profile.traits.birthday.anniversary_in_days(0, 7, \"UTC\")");
            anniversary.Days = new DayRange { From = DaysOf(call.Arguments[0]), To = DaysOf(call.Arguments[1]) };
        }
        anniversary.Value = reader.Operand(call.Target!);
        anniversary.Zone = reader.Operand(call.Arguments[^1]);
        return new Condition { Anniversary = anniversary };
    }

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        var anniversary = condition.Anniversary;
        printer.Operand(anniversary.Value);
        if (anniversary.WhenCase is Anniversary.WhenOneofCase.Days)
            printer.Write(string.Create(CultureInfo.InvariantCulture, $".anniversary_in_days({anniversary.Days.From}, {anniversary.Days.To}, "));
        else
            printer.Write(".anniversary_in_this(").Text(CalendarDays.NameOf(anniversary.Period)).Write(", ");
        printer.Operand(anniversary.Zone);
        printer.Write(")");
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        var anniversary = condition.Anniversary;
        place = place.Field("anniversary");
        if (!compilation.CheckDays(place, condition))
            return null;
        if (anniversary.WhenCase is Anniversary.WhenOneofCase.Period && anniversary.Period is CalendarPeriod.Year)
            return compilation.Refuse<Clause>(place.Field("period"), condition, ConditionReason.Literal, "every year has it; use \"day\", \"week\" or \"month\".");
        if (anniversary.WhenCase is not Anniversary.WhenOneofCase.Days && !CalendarDays.IsKnown(anniversary.Period))
            return compilation.Refuse<Clause>(place, condition, ConditionReason.Incomplete, "nothing says when; set the period, or the days.");
        if (anniversary.Days is { } days && (days.From < -MostDays || days.To > MostDays || days.From > days.To))
            return compilation.Refuse<Clause>(
                place.Field("days"), condition, ConditionReason.Literal, $"the days run from {-MostDays} to {MostDays}, the first not behind the last; today is 0.");
        var value = compilation.Operand(anniversary.Value, place.Field("value"));
        var zone = compilation.Zone(anniversary.Zone, place.Field("zone"));
        if (value is null || zone is null)
            return null;
        return value.Type.Kind is TypeKind.Time or TypeKind.Dynamic
            ? new AnniversaryClause(condition, value, zone)
            : compilation.Refuse<Clause>(
                place.Field("value"), anniversary.Value, ConditionReason.Type, $"expected a day, this is {value.Type}; use an instant, or a trait that holds \"yyyy-mm-dd\" or \"--mm-dd\".");
    }

    static int DaysOf(SyntaxNode syntax) =>
        syntax is NumberSyntax { IsWhole: true } number && int.TryParse(number.Digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var days)
            ? days
            : throw SyntaxReader.Wrong(syntax, "expected a whole number of days, such as 7 or -3.");
}

sealed class AnniversaryClause(Condition source, Reading value, Reading zone) : DayClause(source, value, zone)
{
    readonly Anniversary _anniversary = source.Anniversary;

    protected override (DateOnly First, DateOnly Last)? Around(in ConditionValue value, TimeZoneInfo zone, int year)
    {
        if (year is < 1 or > 9999 || DayOf(value, zone) is not var (month, day))
            return null;
        // The 29th of February returns on the 28th.
        var returned = new DateOnly(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));
        if (_anniversary.Days is not { } days)
            return CalendarDays.Around(returned, _anniversary.Period);
        // It is in `From` to `To` days from today as long as today is as many days before it.
        return (CalendarDays.Plus(returned, -days.To), CalendarDays.Plus(returned, -days.From));
    }

    static (int Month, int Day)? DayOf(in ConditionValue value, TimeZoneInfo zone)
    {
        if (value.Kind is ValueKind.Text && value.AsText.StartsWith("--", StringComparison.Ordinal))
        {
            if (value.AsText.Length != 7)
                return null;
            // In a leap year, which has every day.
            Span<char> text = ['2', '0', '0', '0', .. value.AsText.AsSpan(1)];
            return TimeText.DayOf(text) is { } named ? (named.Month, named.Day) : null;
        }
        var whole = value.Kind switch
        {
            ValueKind.Time => Zones.DayOf(value.AsTicks, zone),
            // A day alone is that day everywhere.
            ValueKind.Text when TimeText.DayOf(value.AsText) is { } date => date,
            ValueKind.Text when TimeText.TicksOf(value.AsText) is { } ticks => Zones.DayOf(ticks, zone),
            _ => default(DateOnly?),
        };
        return whole is { } found ? (found.Month, found.Day) : null;
    }
}
