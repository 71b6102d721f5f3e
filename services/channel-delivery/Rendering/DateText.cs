using System.Globalization;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Dates as a language sets them.</summary>
static class DateText
{
    /// <summary>A date; by the Gregorian calendar where the culture's own does not have it, such as 2100 in that of Umm al-Qura.</summary>
    /// <param name="time">Where the shopper lives.</param>
    /// <param name="format">One of .NET's standard formats.</param>
    /// <param name="culture">How it is set.</param>
    public static string Format(DateTime time, string format, CultureInfo culture)
    {
        var calendar = culture.DateTimeFormat.Calendar;
        return time.ToString(format, time >= calendar.MinSupportedDateTime && time <= calendar.MaxSupportedDateTime ? culture : Gregorian(culture));
    }

    static CultureInfo Gregorian(CultureInfo culture)
    {
        if (culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is not { } calendar)
            return CultureInfo.InvariantCulture;
        var own = (CultureInfo)culture.Clone();
        own.DateTimeFormat.Calendar = calendar;
        return own;
    }
}
