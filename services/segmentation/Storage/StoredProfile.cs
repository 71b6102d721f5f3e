using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Google.Protobuf;

namespace Automation.Segmentation.Storage;

/// <summary>What a row of table <c>profiles</c> says: a profile, or that its bytes are damaged.</summary>
sealed class StoredProfile
{
    readonly ProfileState? _state;

    StoredProfile(byte[] bytes, ProfileState? state, InvalidDataException? damage) => (Bytes, _state, Damage) = (bytes, state, damage);

    /// <summary>As it is stored.</summary>
    public byte[] Bytes { get; }

    /// <summary>Null: it is sound.</summary>
    public InvalidDataException? Damage { get; }

    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public ProfileState State => _state ?? throw Damage!;

    /// <summary>Reads the bytes, which must speak of the shopper and the position of their row.</summary>
    public static StoredProfile Read(ShopperKey shopper, long sequence, byte[] bytes)
    {
        try
        {
            var state = ProfileState.Parser.ParseFrom(bytes);
            return state.Profile?.Position?.Sequence == sequence && state.Profile.ShopperId == shopper.ShopperId.ToString()
                ? new(bytes, state, null)
                : new(bytes, null, Damaged(shopper, null));
        }
        catch (InvalidProtocolBufferException exception)
        {
            return new(bytes, null, Damaged(shopper, exception));
        }
    }

    static InvalidDataException Damaged(ShopperKey shopper, Exception? cause) => new(
        $"The stored profile of shopper {shopper.ShopperId} of shop {shopper.ShopId} is damaged. Restore its row in table profiles from a backup, or delete it to begin anew, and retry the parked records.",
        cause);
}
