namespace Automation.Profiles.Customers;

/// <summary>The value below which a share of values lies.</summary>
static class Ranks
{
    /// <summary>Of n values in ascending order the one at rank ceil(percent · n / 100), from 1.</summary>
    public static T At<T>(IReadOnlyList<T> ascending, int percent) =>
        ascending[(int)(((long)percent * ascending.Count + 99) / 100) - 1];
}
