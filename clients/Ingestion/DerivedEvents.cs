using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Calling;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Clients.Ingestion;

/// <summary>What a service finds out, on its way back into the event log.</summary>
public static class DerivedEvents
{
    /// <summary>Adds an <see cref="Outbox"/> whose rows ingestion records.</summary>
    /// <param name="services">The service's.</param>
    /// <param name="lane">Of all rows. Bulk: many at once that may wait, and delay nobody's events.</param>
    public static IServiceCollection AddDerivedEvents(this IServiceCollection services, Lane lane = Lane.Prompt)
    {
        services.AddServiceClient("ingestion", calls => new DerivedEventService.DerivedEventServiceClient(calls));
        services.AddSingleton(new DerivedEventLane(lane));
        return services.AddOutbox<DerivedEvent, DerivedEventDestination>();
    }

    /// <summary>As a row of the outbox.</summary>
    public static OutboxRow ToOutboxRow(this DerivedEvent derived) => new(derived.ShopId, derived.Event.EventId, derived);
}

sealed record DerivedEventLane(Lane Lane);

sealed class DerivedEventDestination(DerivedEventService.DerivedEventServiceClient ingestion, DerivedEventLane lane) : IOutboxDestination<DerivedEvent>
{
    public MessageParser<DerivedEvent> Parser => DerivedEvent.Parser;

    public async Task<IReadOnlyList<OutboxRefusal>> DeliverAsync(
        IReadOnlyList<DerivedEvent> messages, DateTime deadline, CancellationToken cancellationToken)
    {
        var response = await ingestion.RecordDerivedEventsAsync(
            new RecordDerivedEventsRequest { Events = { messages }, Lane = lane.Lane },
            new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
        return [.. response.Rejections.Select(refused => new OutboxRefusal(
            refused.Key, $"{refused.Value.Reason} {refused.Value.Field}: {refused.Value.Detail}",
            OutboxRefusal.Passes(refused.Value.Reason, refused.Value.Field)))];
    }
}
