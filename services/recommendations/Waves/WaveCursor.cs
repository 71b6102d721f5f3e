namespace Automation.Recommendations.Waves;

/// <summary>How far a partition's shoppers were told of lower prices: of all waves before this one, and in it of all shoppers up to one.</summary>
/// <param name="WaveTime">The beginning of the wave's hour.</param>
/// <param name="ShopId">Whose; several shops have a wave in an hour.</param>
/// <param name="AfterShopper">The last one who was looked at.</param>
readonly record struct WaveCursor(DateTimeOffset WaveTime, string ShopId, Guid AfterShopper)
{
    /// <summary>Before everything.</summary>
    public static WaveCursor Start { get; } = new(DateTimeOffset.UnixEpoch, "", Guid.AllBitsSet);

    /// <summary>Whether nobody is left in the wave.</summary>
    public bool IsDone => AfterShopper == Guid.AllBitsSet;

    public WaveCursor Done => this with { AfterShopper = Guid.AllBitsSet };
}
