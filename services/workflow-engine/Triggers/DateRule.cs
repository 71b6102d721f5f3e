using System.Globalization;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Zones;
using NodaTime;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>When a date of a shopper's is due.</summary>
/// <param name="traitNames">The way to the trait behind <c>profile.traits</c>.</param>
/// <param name="offsetDays">Added to the date.</param>
/// <param name="isYearly">Whether it comes every year.</param>
/// <param name="time">Of day.</param>
/// <param name="otherwise">Name of the zone of shoppers whose own is not known; empty: UTC.</param>
sealed class DateRule(string[] traitNames, int offsetDays, bool isYearly, TimeOnly time, string otherwise)
{
    /// <summary>When it is due next, after an instant; null: never, as far as is known.</summary>
    /// <returns>The instant, and the date that it is for.</returns>
    public (DateTimeOffset DueTime, DateOnly Date)? NextAfter(DateTimeOffset instant, Profile? profile)
    {
        var text = DynamicValues.Text(profile?.Traits, traitNames);
        var zone = ShopperZone.Of(profile, otherwise).Zone;
        if (DateOf(text, zone) is not { } date)
            return null;
        if (!isYearly)
            return Due(date, zone) is { } once && once > instant ? (once, date) : null;
        // With the offset, this year's may be due in the one before or behind it.
        var year = Instant.FromDateTimeOffset(instant).InZone(zone).Year;
        for (var next = year - 2; next <= year + 2; next++)
        {
            if (next is < 1 or > 9999 || next < date.Year)
                continue;
            var anniversary = InYear(date, next);
            if (Due(anniversary, zone) is { } due && due > instant)
                return (due, anniversary);
        }
        return null;
    }

    /// <summary>February 29th is March 1st in years without it.</summary>
    static DateOnly InYear(DateOnly date, int year) =>
        date is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year) ? new(year, 3, 1) : new(year, date.Month, date.Day);

    DateTimeOffset? Due(DateOnly date, DateTimeZone zone)
    {
        var day = date.DayNumber + offsetDays;
        if (day < DateOnly.MinValue.DayNumber + 1 || day >= DateOnly.MaxValue.DayNumber)
            return null;
        return LocalTimes.InstantOf(LocalDateTime.FromDateTime(DateOnly.FromDayNumber(day).ToDateTime(time)), zone);
    }

    static DateOnly? DateOf(string text, DateTimeZone zone)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        return text.Length > 10 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? Instant.FromDateTimeOffset(instant).InZone(zone).Date.ToDateOnly()
            : null;
    }
}
