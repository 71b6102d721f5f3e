using Automation.Profiles;

namespace Automation.Segmentation.Intake;

/// <summary>A profile that a batch folds records into, or the damage for which it folds none.</summary>
sealed class BatchProfile
{
    public BatchProfile(int partition, ProfileState state, byte[]? stored) => (Partition, State, Stored) = (partition, state, stored);

    public BatchProfile(int partition, InvalidDataException damage)
        : this(partition, new ProfileState(), null) => Damage = damage;

    public int Partition { get; }

    public InvalidDataException? Damage { get; }

    public ProfileState State { get; set; }

    /// <summary>What it was read from; null: there was nothing, or it is damaged.</summary>
    public byte[]? Stored { get; }

    /// <summary>Records folded into it.</summary>
    public int FoldedCount { get; set; }

    /// <summary>Whether something else than a record of the shopper changed it.</summary>
    public bool IsTold { get; set; }

    public bool IsChanged => FoldedCount > 0 || IsTold;
}
