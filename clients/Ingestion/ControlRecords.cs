using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Calling;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Clients.Ingestion;

/// <summary>What a service tells the suite at a place in the log, on its way there.</summary>
public static class ControlRecords
{
    /// <summary>Adds an <see cref="Outbox"/> whose rows ingestion appends, and the client for those that need none.</summary>
    public static IServiceCollection AddControlRecords(this IServiceCollection services)
    {
        services.AddServiceClient("ingestion", calls => new ControlRecordService.ControlRecordServiceClient(calls));
        return services.AddOutbox<NewControlRecord, ControlRecordDestination>();
    }

    /// <summary>As a row of the outbox.</summary>
    public static OutboxRow ToOutboxRow(this NewControlRecord record) => new(record.ShopId, record.RecordId, record);
}

sealed class ControlRecordDestination(ControlRecordService.ControlRecordServiceClient ingestion) : IOutboxDestination<NewControlRecord>
{
    public MessageParser<NewControlRecord> Parser => NewControlRecord.Parser;

    // One that is refused fails the call, and the relay then finds out which by sending them one by one.
    public async Task<IReadOnlyList<OutboxRefusal>> DeliverAsync(
        IReadOnlyList<NewControlRecord> messages, DateTime deadline, CancellationToken cancellationToken)
    {
        await ingestion.AppendControlRecordsAsync(
            new AppendControlRecordsRequest { Records = { messages } },
            new CallOptions(deadline: deadline, cancellationToken: cancellationToken));
        return [];
    }
}
