using Google.Protobuf.Collections;

namespace Automation.Segments.Evaluating;

/// <summary>Ascending instants in a stored list.</summary>
static class SortedTimes
{
    /// <summary>Place of the first that is later.</summary>
    public static int PlaceAfter(RepeatedField<long> times, long time)
    {
        var (low, high) = (0, times.Count);
        // Most come in order.
        if (high == 0 || times[high - 1] <= time)
            return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] <= time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Without the first ones, in one pass.</summary>
    public static void DropFirst<T>(RepeatedField<T> list, int count)
    {
        if (count <= 0 || list.Count == 0)
            return;
        for (var place = count; place < list.Count; place++)
            list[place - count] = list[place];
        for (var dropped = Math.Min(count, list.Count); dropped > 0; dropped--)
            list.RemoveAt(list.Count - 1);
    }
}
