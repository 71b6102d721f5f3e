namespace Automation.Segmentation.Intake;

/// <summary>How far the shoppers of a shop in a partition are filled in; begun anew after a restart.</summary>
sealed class BackfillProgress(long generation)
{
    /// <summary>For which versions.</summary>
    public long Generation { get; } = generation;

    /// <summary>The last shopper who was looked at.</summary>
    public Guid After { get; set; }

    /// <summary>Whether none of them is left to do again.</summary>
    public bool IsComplete { get; set; } = true;
}
