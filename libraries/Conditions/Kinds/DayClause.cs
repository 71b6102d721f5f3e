using Automation.Conditions.Evaluating;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary>Holds on some days, from a first to a last one, in a time zone. It changes when a day there begins.</summary>
abstract class DayClause(Condition source, Reading value, Reading zone) : ValueClause(source, value, zone)
{
    /// <summary>The days on which it holds. Null: none.</summary>
    /// <param name="value">What was read.</param>
    /// <param name="zone">Where days begin and end.</param>
    /// <param name="year">Of what returns each year: the return in this year.</param>
    protected abstract (DateOnly First, DateOnly Last)? Around(in ConditionValue value, TimeZoneInfo zone, int year);

    public override bool Holds(ref Frame frame)
    {
        if (!TryRead(ref frame, out var read, out var place))
            return false;
        var today = Zones.DayOf(frame.Now, place);
        for (var year = today.Year - 1; year <= today.Year + 1; year++)
        {
            if (Around(read, place, year) is var (first, last) && first <= today && today <= last)
                return true;
        }
        return false;
    }

    public override Outlook Look(ref Frame frame)
    {
        var (holds, until) = (false, UntilOfValues(ref frame));
        if (!TryRead(ref frame, out var read, out var place))
            return new Outlook(false, until);
        var (today, next) = (Zones.DayOf(frame.Now, place), DateOnly.MaxValue);
        // The return of the last year may reach into this one, that of the year after the next is beyond what can be next.
        for (var year = today.Year - 1; year <= today.Year + 2; year++)
        {
            if (Around(read, place, year) is not var (first, last))
                continue;
            holds |= first <= today && today <= last;
            if (first > today && first < next)
                next = first;
            if (last >= today && CalendarDays.Plus(last, 1) < next)
                next = CalendarDays.Plus(last, 1);
        }
        return new Outlook(holds, next == DateOnly.MaxValue ? until : Math.Min(until, Zones.StartOf(next, place)));
    }

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
        base.Explain(ref frame, explanation);
        zone.Read(ref frame, out var name);
        if (name.Kind is ValueKind.Text && Zones.Find(name.AsText) is not { } place)
            explanation.Note = $"There is no time zone {name}.";
        else if (name.Kind is ValueKind.Text)
            explanation.Operand = $"today, {Zones.DayOf(frame.Now, Zones.Find(name.AsText)!):yyyy-MM-dd} in {name}";
    }

    bool TryRead(ref Frame frame, out ConditionValue read, out TimeZoneInfo place)
    {
        value.Read(ref frame, out read);
        zone.Read(ref frame, out var name);
        place = (name.Kind is ValueKind.Text ? Zones.Find(name.AsText) : null)!;
        return !read.IsAbsent && place is not null;
    }
}
