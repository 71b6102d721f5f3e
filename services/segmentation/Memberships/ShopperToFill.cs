using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Memberships;

/// <summary>A shopper to fill in.</summary>
/// <param name="Shopper">Who.</param>
/// <param name="State">The profile as it is.</param>
/// <param name="Sequence">The last record that it includes.</param>
/// <param name="RowVersion">Another one with every change of the profile.</param>
/// <param name="Former">What was kept of the segments before; null: nothing.</param>
/// <param name="IsFormerSound">Whether it can be built upon; else it only tells which segments the shopper is in.</param>
sealed record ShopperToFill(ShopperKey Shopper, ProfileState State, long Sequence, string RowVersion, ShopperSegments? Former, bool IsFormerSound)
{
    public Profile Profile => State.Profile;
}
