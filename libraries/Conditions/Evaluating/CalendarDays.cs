using Automation.Conditions.V1;

namespace Automation.Conditions.Evaluating;

/// <summary>Days, weeks, months and years, each from its first to its last day.</summary>
static class CalendarDays
{
    static readonly (string Name, CalendarPeriod Period)[] s_names =
    [
        ("day", CalendarPeriod.Day), ("week", CalendarPeriod.Week), ("month", CalendarPeriod.Month), ("year", CalendarPeriod.Year),
    ];

    /// <summary>Null when there is none of this name.</summary>
    public static CalendarPeriod? Find(string name) =>
        Array.Find(s_names, pair => pair.Name == name) is { Name: not null, Period: var period } ? period : null;

    public static string NameOf(CalendarPeriod period) => Array.Find(s_names, pair => pair.Period == period).Name ?? "?";

    public static bool IsKnown(CalendarPeriod period) => Array.Exists(s_names, pair => pair.Period == period);

    /// <summary>The period that a day is in. Weeks begin on Monday.</summary>
    public static (DateOnly First, DateOnly Last) Around(DateOnly day, CalendarPeriod period) => period switch
    {
        CalendarPeriod.Week => Week(day),
        CalendarPeriod.Month => (new DateOnly(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month))),
        CalendarPeriod.Year => (new DateOnly(day.Year, 1, 1), new DateOnly(day.Year, 12, 31)),
        _ => (day, day),
    };

    static (DateOnly First, DateOnly Last) Week(DateOnly day)
    {
        var sinceMonday = ((int)day.DayOfWeek + 6) % 7;
        return (Plus(day, -sinceMonday), Plus(day, 6 - sinceMonday));
    }

    /// <summary>Stays within the years that there are.</summary>
    public static DateOnly Plus(DateOnly day, int days) =>
        DateOnly.FromDayNumber(Math.Clamp(day.DayNumber + days, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));
}
