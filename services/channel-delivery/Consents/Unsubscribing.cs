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
        var told = await OccasionAsync(link, address, now, cancellationToken) is { } occasion ? Event(link, address, now, occasion) : null;
        // Also when there is nothing to withdraw: of an agreement before now that is still on its way this is the later statement.
        await optOuts.AddAsync(link, address, now, told, cancellationToken);
        if (told is not null)
            await WaitForAckAsync(told, cancellationToken);
    }

    // What the event withdraws, as part of its id: using the link again is the same event, using it after somebody
    // agreed anew for the address is another one. Null: as of now there is nothing to withdraw.
    async Task<string?> OccasionAsync(LinkToken link, string? address, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return AddressConsents.Latest(await StatementsAsync(link, address, cancellationToken)) switch
            {
                null => "first",
                { IsConsent: false } => null,
                { Time: var agreed } => $"{agreed.UtcTicks}",
            };
        }
        catch (RpcException)
        {
            // Nobody knows now what there is to withdraw; to be told twice does no harm, not to be told does.
            return $"at-{now.ToUnixTimeMilliseconds()}";
        }
    }

    async Task<IEnumerable<Statement>> StatementsAsync(LinkToken link, string? address, CancellationToken cancellationToken)
    {
        var heads = (await events.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads;
        var shopperId = link.ShopperId.ToString();
        if (address is null)
            return AddressConsents.Of(link.Channel, (await AskAsync(shopperId)).GetValueOrDefault(shopperId));
        var subjectId = ChannelAddresses.SubjectOf(link.ShopId, link.Channel, address);
        var known = await AskAsync(shopperId, subjectId);
        return AddressConsents.About(
            link.Channel, address, known.GetValueOrDefault(shopperId), known.GetValueOrDefault(subjectId), optOutTime: null);

        Task<Dictionary<string, Profile>> AskAsync(params string[] subjects) => profiles.AskAsync(
            link.ShopId, [.. subjects.Select(subject => (subject, heads[Partitions.Of(link.ShopId, subject)]))], cancellationToken);
    }

    static DerivedEvent Event(LinkToken link, string? address, DateTimeOffset now, string occasion) => new()
    {
        ShopId = link.ShopId,
        ShopperId = link.ShopperId.ToString(),
        Depth = 0,
        Traceparent = EventActivity.CurrentTraceparent,
        Event = new Event
        {
            EventId = $"unsubscribed-{link.MessageId}-{(int)link.Channel}-{occasion}",
            OccurTime = now.ToTimestamp(),
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
