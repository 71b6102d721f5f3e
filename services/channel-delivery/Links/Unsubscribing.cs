using Automation.Clients.Ingestion;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Telemetry;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ChannelDelivery.Links;

/// <summary>Turns a used unsubscribe link into the event that says so.</summary>
sealed class Unsubscribing(
    NpgsqlDataSource database,
    Outbox outbox,
    EventLogService.EventLogServiceClient events,
    ProfileReader profiles,
    IOptions<LinksOptions> options,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock)
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Stored when it returns, and, if that is quick, in the event log. Repeating is harmless.</summary>
    public async Task UnsubscribeAsync(LinkToken link, CancellationToken cancellationToken)
    {
        if (await OccasionAsync(link, cancellationToken) is not { } occasion)
            return;
        var unsubscribed = Event(link, occasion);
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await Outbox.AddAsync(connection, [unsubscribed.ToOutboxRow()], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        outbox.Wake();
        await WaitForAckAsync(unsubscribed, cancellationToken);
    }

    // What the event withdraws, as part of its id: using the link again is the same event, using it after the shopper
    // agreed anew is another one. Null: as of now there is nothing to withdraw.
    async Task<string?> OccasionAsync(LinkToken link, CancellationToken cancellationToken)
    {
        try
        {
            var shopperId = link.ShopperId.ToString();
            var head = (await events.HeadsAsync(new HeadsRequest(), cancellationToken: cancellationToken))
                .Heads[Partitions.Of(link.ShopId, shopperId)];
            var profile = (await profiles.AskAsync(link.ShopId, [(shopperId, head)], cancellationToken)).GetValueOrDefault(shopperId);
            var consent = profile?.Consents.FirstOrDefault(consent => consent.Channel == link.Channel);
            return consent switch
            {
                { State: ConsentState.Unsubscribed } => null,
                null or { UpdateTime: null } => "first",
                _ => $"{consent.UpdateTime.ToDateTimeOffset().ToUnixTimeMilliseconds()}",
            };
        }
        catch (RpcException)
        {
            // Nobody knows now what there is to withdraw; to be told twice does no harm, not to be told does.
            return $"at-{shopClock.GetUtcNow().ToUnixTimeMilliseconds()}";
        }
    }

    DerivedEvent Event(LinkToken link, string occasion) => new()
    {
        ShopId = link.ShopId,
        ShopperId = link.ShopperId.ToString(),
        Depth = 0,
        Traceparent = EventActivity.CurrentTraceparent,
        Event = new Event
        {
            EventId = $"unsubscribed-{link.MessageId}-{(int)link.Channel}-{occasion}",
            OccurTime = shopClock.GetUtcNow().ToTimestamp(),
            ConsentChanged = new ConsentChanged
            {
                Channel = link.Channel,
                State = ConsentState.Unsubscribed,
                Source = "unsubscribe link",
                MessageId = link.MessageId.ToString(),
            },
        },
    };

    async Task WaitForAckAsync(DerivedEvent unsubscribed, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < options.Value.AckPatience)
        {
            await using var command = database.CreateCommand("SELECT 1 FROM outbox WHERE shop_id = $1 AND event_id = $2");
            command.Parameters.Add(new() { Value = unsubscribed.ShopId });
            command.Parameters.Add(new() { Value = unsubscribed.Event.EventId });
            if (await command.ExecuteScalarAsync(cancellationToken) is null)
                return;
            await Task.Delay(Look, time, cancellationToken);
        }
    }
}
