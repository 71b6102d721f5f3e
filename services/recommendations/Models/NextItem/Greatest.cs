namespace Automation.Recommendations.Models.NextItem;

/// <summary>The greatest of many numbers that all differ, in linear time (quickselect).</summary>
static class Greatest
{
    /// <summary>Reorders the numbers; the greatest of them, in no order, come first and are answered.</summary>
    public static Span<ulong> Of(Span<ulong> numbers, int count)
    {
        if (numbers.Length <= count)
            return numbers;
        var (low, high) = (0, numbers.Length - 1);
        while (low < high)
        {
            var pivot = Median(numbers[low], numbers[(low + high) >>> 1], numbers[high]);
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (numbers[left] > pivot)
                    left++;
                while (numbers[right] < pivot)
                    right--;
                if (left <= right)
                {
                    (numbers[left], numbers[right]) = (numbers[right], numbers[left]);
                    left++;
                    right--;
                }
            }
            if (count - 1 <= right)
                high = right;
            else if (count - 1 >= left)
                low = left;
            else
                break;
        }
        return numbers[..count];
    }

    static ulong Median(ulong one, ulong two, ulong three) =>
        Math.Max(Math.Min(one, two), Math.Min(Math.Max(one, two), three));
}
