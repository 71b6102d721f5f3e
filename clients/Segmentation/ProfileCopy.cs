using Automation.Segmentation.V1;
using Google.Protobuf;

namespace Automation.Clients.Segmentation;

/// <summary>A profile on its way into the cache.</summary>
/// <param name="ShopId">Whose shop.</param>
/// <param name="ShopperId">Whose profile.</param>
/// <param name="Sequence">Of the last event that it includes.</param>
/// <param name="Bytes">The <see cref="Profile"/>, serialized.</param>
public readonly record struct ProfileCopy(string ShopId, string ShopperId, long Sequence, ReadOnlyMemory<byte> Bytes)
{
    public static ProfileCopy Of(string shopId, Profile profile) =>
        new(shopId, profile.ShopperId, profile.Position.Sequence, profile.ToByteArray());
}
