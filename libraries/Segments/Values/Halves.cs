using Google.Protobuf.Collections;

namespace Automation.Segments.Values;

/// <summary>Numbers of 128 bits in two halves. Most are not negative and fit the lower one, so that the list of upper ones stays empty.</summary>
static class Halves
{
    public static ulong Low(Int128 number) => (ulong)(number & ulong.MaxValue);

    public static long High(Int128 number) => (long)(number >> 64);

    public static Int128 Join(ulong low, long high) => ((Int128)high << 64) | low;

    public static Int128 At(WindowState window, int place) => Join(window.Low[place], window.High.Count == 0 ? 0 : window.High[place]);

    public static void Insert(WindowState window, int place, Int128 number)
    {
        var high = High(number);
        if (high != 0 && window.High.Count == 0)
            Fill(window.High, window.Low.Count);
        window.Low.Insert(place, Low(number));
        if (high != 0 || window.High.Count > 0)
            window.High.Insert(place, high);
    }

    static void Fill(RepeatedField<long> list, int count)
    {
        for (var place = 0; place < count; place++)
            list.Add(0);
    }
}
