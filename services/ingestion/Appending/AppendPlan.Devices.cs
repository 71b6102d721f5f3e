using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Appending;

/// <summary>That a device was a shopper's before it was another one's.</summary>
readonly record struct FormerOwner(Identity Device, Guid ShopperId);

/// <content>Whose a device was.</content>
sealed partial class AppendPlan
{
    /// <summary>From whom devices have gone, each once.</summary>
    public HashSet<FormerOwner> FormerOwners { get; } = [];

    // A guest's carts stay the guest's when a login takes the device along.
    void GiveAway(Identity device, Guid owner, OtherSubjects others)
    {
        FormerOwners.Add(new FormerOwner(device, owner));
        others.AddFormerOwner(device, owner);
    }
}
