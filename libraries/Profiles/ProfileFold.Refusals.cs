using Automation.Commerce.V1;

namespace Automation.Profiles;

static partial class ProfileFold
{
    const int MaxRefusedAddresses = 20;

    // As channel-delivery calls it (docs/errors.md); the rest of what became of messages is kept there.
    const string RecipientRefused = "RECIPIENT_REFUSED";

    /// <summary>Whether an address of the shopper was refused for good, as far as the log says.</summary>
    public static bool IsRefused(ProfileState state, Channel channel, string address) =>
        state.RefusedAddresses.Any(refused => refused.Channel == channel && refused.Address == address);

    static void Refuse(ProfileState state, MessageSettled settled)
    {
        if (settled.Outcome is not MessageOutcome.Failed || settled.Reason != RecipientRefused)
            return;
        var address = ConsentStanding.AddressOf(state.Profile, settled.Channel);
        if (address.Length == 0 || IsRefused(state, settled.Channel, address))
            return;
        state.RefusedAddresses.Add(new RefusedAddress { Channel = settled.Channel, Address = address });
        if (state.RefusedAddresses.Count > MaxRefusedAddresses)
            state.RefusedAddresses.RemoveAt(0);
    }
}
