using Automation.ChannelDelivery.Rendering;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Everything that the last decision before a send looks at.</summary>
/// <param name="Message">The message.</param>
/// <param name="Now">The shop clock.</param>
/// <param name="Profile">The shopper, at the check's position or later; null when nothing is known.</param>
/// <param name="AddressProfile">What anybody said about the shopper's address, as of the check or later; null when nothing is known.</param>
/// <param name="ShopTimeZone">Used where the shopper's is unknown.</param>
/// <param name="Policy">The shop's policy.</param>
/// <param name="IsSuppressed">Whether the address was refused for good before.</param>
/// <param name="OptOutTime">When an unsubscribe link of a message to the address was used last; null: never.</param>
/// <param name="RecentCount">Marketing messages on this channel within the cap's window, to the shopper or to the address.</param>
/// <param name="Stock">Whether anything that it is about can be bought, as of the check or later.</param>
sealed record SendFacts(
    Message Message,
    DateTimeOffset Now,
    Profile? Profile,
    Profile? AddressProfile,
    string ShopTimeZone,
    ShopPolicy Policy,
    bool IsSuppressed,
    DateTimeOffset? OptOutTime,
    int RecentCount,
    CartStock Stock);

/// <summary>Whether to send.</summary>
abstract record SendDecision
{
    /// <summary>Send it to this address.</summary>
    public sealed record Go(string Address) : SendDecision;

    /// <summary>Never send it.</summary>
    public sealed record Drop(string Reason) : SendDecision;

    /// <summary>Look again: at an instant of the shop clock, or, without one, after a while.</summary>
    public sealed record Defer(string Reason, DateTimeOffset? Until) : SendDecision;
}

/// <summary>The last decision before a send. A function of its facts.</summary>
static class SendRules
{
    public static SendDecision Decide(SendFacts facts)
    {
        var (message, now, profile) = (facts.Message, facts.Now, facts.Profile);
        if (message.ExpireTime <= now)
            return new SendDecision.Drop(SendReasons.Expired);
        // What is for systems has no consent to show, and every channel of today reaches the shopper.
        if (message.Channel is not Channel.Email || message.Purpose is Purpose.System)
            return new SendDecision.Drop(SendReasons.ChannelUnsupported);
        var recipient = AddressDecision.Find(message.Channel, message.Purpose, profile, facts.AddressProfile, facts.OptOutTime);
        if (recipient.Address is not { } address)
            return new SendDecision.Drop(recipient.Reason);
        if (facts.IsSuppressed)
            return new SendDecision.Drop(SendReasons.AddressSuppressed);
        // Of a cart the shopper may need to know what is gone; products are shown to be bought, whatever the message is for.
        if (!AddressDecision.IsMarketing(message.Purpose))
            return message.Content.Products is null ? new SendDecision.Go(address) : ByStock(facts.Stock, address);

        if (QuietUntil(facts) is { } end)
        {
            return message.ExpireTime <= end
                ? new SendDecision.Drop(SendReasons.Expired)
                : new SendDecision.Defer(SendReasons.QuietHours, end);
        }
        if (facts.Policy.CapOf(message.Channel) is { } cap && facts.RecentCount >= cap.MessageCount)
            return new SendDecision.Drop(SendReasons.FrequencyCapped);
        return ByStock(facts.Stock, address);
    }

    static SendDecision ByStock(CartStock stock, string address) => stock switch
    {
        CartStock.SoldOut => new SendDecision.Drop(SendReasons.NothingAvailable),
        // Nobody is to be called back to what may be gone; until its expiry the message can wait.
        CartStock.Unknown => new SendDecision.Defer(SendReasons.CatalogUnavailable, Until: null),
        CartStock.NotReduced => new SendDecision.Drop(SendReasons.PriceNotLower),
        _ => new SendDecision.Go(address),
    };

    static DateTimeOffset? QuietUntil(SendFacts facts)
    {
        if (facts.Policy.Quiet is not { } quiet)
            return null;
        var shoppers = facts.Profile?.Traits?.Fields.TryGetValue("time_zone", out var zone) == true ? zone.StringValue : null;
        return quiet.EndAfter(facts.Now, TimeZones.Choose(shoppers, facts.ShopTimeZone));
    }
}
