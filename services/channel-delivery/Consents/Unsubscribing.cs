using Automation.ChannelDelivery.Links;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Telemetry;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Consents;

/// <summary>Turns a used unsubscribe link into an opt-out of the address that its message went to, and into the event that says so.</summary>
sealed class Unsubscribing(
    IOptOuts optOuts,
    EventLogService.EventLogServiceClient events,
    ProfileReader profiles,
    IOptions<LinksOptions> options,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock)
{
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>In force when it returns, and, if that is quick, in the event log. Repeating is harmless.</summary>
    public async Task UnsubscribeAsync(LinkToken link, CancellationToken cancellationToken)
    {
        var now = shopClock.GetUtcNow();
        var address = await optOuts.FindAddressAsync(link, cancellationToken);
        var (withdrawTime, occasion) = await OccasionAsync(link, address, now, cancellationToken);
        var told = occasion is null ? null : Event(link, address, withdrawTime, occasion);
        // Also when there is nothing to withdraw: of an agreement before now that is still on its way this is the later statement.
        await optOuts.AddAsync(link, address, withdrawTime, told, cancellationToken);
        if (told is not null)
            await WaitForAckAsync(told, cancellationToken);
    }

    // When it is withdrawn, and what, as part of the event's id: using the link again is the same event, using it after
    // somebody agreed anew for the address is another one. Null: as of now there is nothing to withdraw.
    async Task<(DateTimeOffset Time, string? Occasion)> OccasionAsync(
        LinkToken link, string? address, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string[] subjects = address is null
            ? [link.ShopperId.ToString()]
            : [link.ShopperId.ToString(), ChannelAddresses.SubjectOf(link.ShopId, link.Channel, address)];
        try
        {
            var latest = Latest(link, address, await AskAsync(link.ShopId, subjects, cancellationToken));
            return (AddressConsents.WithdrawalTime(now, latest), latest switch
            {
                null => "first",
                { IsConsent: false } => null,
                { Time: var agreed } => $"{agreed.UtcTicks}",
            });
        }
        catch (RpcException)
        {
            // Nobody knows now what there is to withdraw; to be told twice does no harm, not to be told does.
            var latest = Latest(link, address, await profiles.ReadCopiesAsync(link.ShopId, subjects, cancellationToken));
            return (AddressConsents.WithdrawalTime(now, latest), $"at-{now.ToUnixTimeMilliseconds()}");
        }
    }

    /// <summary>The profiles of the shopper and, where it is known, of the address, in this order.</summary>
    async Task<Profile?[]> AskAsync(string shopId, string[] subjects, CancellationToken cancellationToken)
    {
        var heads = (await events.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads;
        var known = await profiles.AskAsync(
            shopId, [.. subjects.Select(subject => (subject, heads[Partitions.Of(shopId, subject)]))], cancellationToken);
        return Array.ConvertAll(subjects, known.GetValueOrDefault);
    }

    static Statement? Latest(LinkToken link, string? address, Profile?[] known) => AddressConsents.Latest(address is null
        ? AddressConsents.Of(link.Channel, known[0])
        : AddressConsents.About(link.Channel, address, known[0], known[1], optOutTime: null));

    static DerivedEvent Event(LinkToken link, string? address, DateTimeOffset withdrawTime, string occasion) => new()
    {
        ShopId = link.ShopId,
        ShopperId = link.ShopperId.ToString(),
        Depth = 0,
        Traceparent = EventActivity.CurrentTraceparent,
        Event = new Event
        {
            EventId = $"unsubscribed-{link.MessageId}-{(int)link.Channel}-{occasion}",
            OccurTime = withdrawTime.ToTimestamp(),
            ConsentChanged = new ConsentChanged
            {
                Channel = link.Channel,
                State = ConsentState.Unsubscribed,
                Source = "unsubscribe link",
                MessageId = link.MessageId.ToString(),
                // Empty: about every address of the shopper.
                Address = address ?? "",
            },
        },
    };

    async Task WaitForAckAsync(DerivedEvent unsubscribed, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < options.Value.AckTimeout && !await optOuts.IsToldAsync(unsubscribed, cancellationToken))
            await Task.Delay(PollInterval, time, cancellationToken);
    }
}
