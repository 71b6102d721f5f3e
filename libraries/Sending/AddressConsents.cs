using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;

namespace Automation.Sending;

/// <summary>What was said about marketing, and when it was said.</summary>
public readonly record struct Statement(bool IsConsent, DateTimeOffset Time);

/// <summary>
/// Whether marketing may go to an address on a channel. Consent belongs to the address: what anybody said about it holds, and what
/// was said about another one does not. A function of its arguments.
/// </summary>
public static class AddressConsents
{
    /// <summary>Of all statements the latest holds, of equally late ones the stricter. Silence is no consent.</summary>
    public static bool IsGiven(IEnumerable<Statement> statements) => Latest(statements) is { IsConsent: true };

    /// <summary>The statement that holds; null when nothing was said.</summary>
    public static Statement? Latest(IEnumerable<Statement> statements)
    {
        Statement? latest = null;
        foreach (var statement in statements)
        {
            if (latest is not { } other || statement.Time > other.Time || (statement.Time == other.Time && !statement.IsConsent))
                latest = statement;
        }
        return latest;
    }

    /// <summary>
    /// When a withdrawal of now is said: not before what is known to have been said, whose clock may be ahead of this one. Of
    /// two statements of one time the withdrawal holds.
    /// </summary>
    /// <param name="now">This machine's shop clock.</param>
    /// <param name="latest">The statement that holds so far; null: none is known.</param>
    /// <returns>In whole microseconds, as it is stored.</returns>
    public static DateTimeOffset WithdrawalTime(DateTimeOffset now, Statement? latest)
    {
        var time = latest is { IsConsent: true } agreed && agreed.Time > now ? agreed.Time : now;
        var stored = time.ToStoredPrecision();
        return stored < time ? stored.AddMicroseconds(1) : stored;
    }

    /// <summary>Everything that was said about an address.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="address">The address, in the form of <see cref="ChannelAddresses"/>.</param>
    /// <param name="shopper">The shopper who is to be written to; null: nothing is known.</param>
    /// <param name="subject">The address's own profile, with what anybody said about it; null: nothing is known.</param>
    /// <param name="optOutTime">When somebody used an unsubscribe link of a message that went there; null: nobody did.</param>
    public static IEnumerable<Statement> About(
        Channel channel, string address, Profile? shopper, Profile? subject, DateTimeOffset? optOutTime)
    {
        // What was said without an address was said about the one that the shopper has.
        var own = shopper is null ? null : ChannelAddresses.Normalize(channel, ChannelAddresses.Stated(channel, shopper));
        return Of(channel, address, shopper, own)
            .Concat(Of(channel, address, subject, address))
            .Concat(optOutTime is { } time ? [new Statement(false, time)] : []);
    }

    /// <summary>Everything that a shopper said about a channel, whatever the address.</summary>
    public static IEnumerable<Statement> Of(Channel channel, Profile? shopper) =>
        shopper is null ? [] : shopper.Consents.Where(consent => consent.Channel == channel).Select(Read);

    static IEnumerable<Statement> Of(Channel channel, string address, Profile? profile, string? unstated) => profile is null ? []
        : profile.Consents
            .Where(consent => consent.Channel == channel
                && (consent.Address.Length == 0 ? unstated : ChannelAddresses.Normalize(channel, consent.Address)) == address)
            .Select(Read);

    // A build before this one kept only when it learned of a statement.
    static Statement Read(Consent consent) => new(
        consent.State is ConsentState.Subscribed,
        (consent.OccurTime ?? consent.UpdateTime)?.ToDateTimeOffset() ?? DateTimeOffset.MinValue);
}
