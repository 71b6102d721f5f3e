using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.Sending;

/// <summary>Where a message goes; or why it goes nowhere.</summary>
/// <param name="Address">In the form of <see cref="ChannelAddresses"/>; null: nowhere.</param>
/// <param name="Reason">Why; empty where there is an address.</param>
public readonly record struct AddressDecision(string? Address, string Reason)
{
    /// <summary>What is not plainly something else is held to the rules of marketing.</summary>
    public static bool IsMarketing(Purpose purpose) => purpose is not (Purpose.Transactional or Purpose.System);

    /// <summary>Finds the address of a shopper to whom a message may go. A function of its arguments.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="purpose">What the message is for.</param>
    /// <param name="shopper">The shopper's profile; null: nothing is known.</param>
    /// <param name="subject">The address's own profile, with what anybody said about it; null: nothing is known.</param>
    /// <param name="optOutTime">When an unsubscribe link of a message to the address was used last; null: never.</param>
    public static AddressDecision Find(Channel channel, Purpose purpose, Profile? shopper, Profile? subject, DateTimeOffset? optOutTime)
    {
        if (shopper is null)
            return new(null, AddressReasons.ProfileMissing);
        var stated = ChannelAddresses.Stated(channel, shopper);
        if (stated.Length == 0)
            return new(null, AddressReasons.AddressMissing);
        if (ChannelAddresses.Normalize(channel, stated) is not { } address)
            return new(null, AddressReasons.AddressInvalid);
        return IsMarketing(purpose) && !AddressConsents.IsGiven(AddressConsents.About(channel, address, shopper, subject, optOutTime))
            ? new(null, AddressReasons.ConsentMissing)
            : new(address, "");
    }
}
