using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;

namespace Automation.Sending;

/// <summary>Where the channels reach people. One line for each channel.</summary>
public static class ChannelAddresses
{
    /// <summary>The shopper's address as the profile has it; empty: none.</summary>
    public static string Stated(Channel channel, Profile shopper) => channel switch
    {
        Channel.Email => shopper.Email,
        _ => "",
    };

    /// <summary>The one form of an address, the same as that of identity; null: messages of the channel cannot go there.</summary>
    public static string? Normalize(Channel channel, string text) => channel switch
    {
        Channel.Email => Mailbox.TryNormalize(text, out var mailbox) && Mailbox.IsAscii(mailbox) ? mailbox : null,
        _ => null,
    };

    /// <summary>The id under which all that was said about an address is folded.</summary>
    public static string SubjectOf(string shopId, Channel channel, string address) => AddressKinds.Of(channel) is { } kind
        ? AddressSubject.Of(shopId, kind, address).ToString()
        : throw new ArgumentOutOfRangeException(nameof(channel), channel, "Addresses of the channel are not known.");
}
