using Automation.Clients.Segmentation;
using Automation.Profiles;
using Google.Protobuf;

namespace Automation.Segmentation.Profiles;

/// <summary>A profile as a batch left it.</summary>
sealed record FoldedProfile(int Partition, ShopperKey Shopper, ProfileState State, byte[] Bytes)
{
    /// <summary>The profile alone. It is the first field of the state, so its bytes need not be written twice.</summary>
    public ProfileCopy ToCopy()
    {
        var stored = new CodedInputStream(Bytes);
        if (stored.ReadTag() != WireFormat.MakeTag(ProfileState.ProfileFieldNumber, WireFormat.WireType.LengthDelimited))
            throw new InvalidOperationException("A profile state does not begin with its profile.");
        var length = stored.ReadLength();
        return new ProfileCopy(
            Shopper.ShopId, State.Profile.ShopperId, State.Profile.Position.Sequence, Bytes.AsMemory((int)stored.Position, length));
    }
}
