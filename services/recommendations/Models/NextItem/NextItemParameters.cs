namespace Automation.Recommendations.Models.NextItem;

/// <summary>How neighbours are found and weighed. Weights are whole numbers, so that sums are exact and ties are real.</summary>
sealed record NextItemParameters
{
    /// <summary>Of the last so many items of a visit.</summary>
    public int Items { get; init; } = 4;

    /// <summary>The latest so many sessions that share one of them are compared (m).</summary>
    public int Sampled { get; init; } = 1_500;

    /// <summary>The most similar so many of these give their items (k).</summary>
    public int Neighbours { get; init; } = 288;

    /// <summary>What sharing an item is worth: by how many came after it, and how many are looked at.</summary>
    public Func<int, int, int> Similarity { get; init; } = (after, count) => count - after;

    /// <summary>What a neighbour's items are worth: by how many items of the visit came after the last one that it shares.</summary>
    public Func<int, int> Weight { get; init; } = after => Math.Max(0, 9 - after);

    /// <summary>Whether the item that is looked at may be answered itself.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>
    /// What this suite answers by: an item is worth 0.6 of the one after it. Chosen on the <c>valid</c> sessions of serenade-example,
    /// before its <c>test</c> sessions were looked at.
    /// </summary>
    public static NextItemParameters Tuned { get; } = new()
    {
        Items = 6, Neighbours = 100, Similarity = (after, _) => (int)Math.Round(1_000 * Math.Pow(0.6, after)),
    };

    /// <summary>As published with Serenade (Kersbergen et al., SIGMOD 2022): m 1,502, k 288, four items, everything linear.</summary>
    public static NextItemParameters Published { get; } = new() { Sampled = 1_502 };
}
