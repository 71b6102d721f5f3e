using Automation.Clients.Segmentation;
using Automation.Profiles;

namespace Automation.Segmentation.Profiles;

/// <summary>A profile as a batch left it.</summary>
/// <param name="Partition">The shopper's.</param>
/// <param name="Shopper">Whose.</param>
/// <param name="State">What is stored.</param>
/// <param name="Bytes">The same as bytes.</param>
/// <param name="Shown">Where in these the profile is, which need not be written twice.</param>
sealed record FoldedProfile(int Partition, ShopperKey Shopper, ProfileState State, byte[] Bytes, Range Shown)
{
    /// <summary>The profile alone.</summary>
    public ProfileCopy ToCopy() =>
        new(Shopper.ShopId, State.Profile.ShopperId, State.Profile.Position.Sequence, Bytes.AsMemory(Shown));
}
