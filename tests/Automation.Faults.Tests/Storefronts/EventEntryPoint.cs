using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Faults.Tests.Storefronts;

/// <summary>One way to bring events to the gateway.</summary>
interface IEventEntryPoint
{
    /// <summary>Returns how many of the events were known already, once all are durable.</summary>
    /// <exception cref="NotAckedException">They may or may not be durable.</exception>
    Task<int> RecordAsync(IReadOnlyList<Event> events);
}

/// <summary>No ack: whoever wants to be sure sends the same again.</summary>
sealed class NotAckedException(string message, Exception? inner) : Exception(message, inner);

/// <summary>An ack or a refusal that no fault excuses.</summary>
sealed class WrongAnswerException(string message) : Exception(message);

/// <summary>BatchRecordEvents over gRPC.</summary>
sealed class GrpcEntryPoint(CallInvoker asShop) : IEventEntryPoint
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    readonly IngestionService.IngestionServiceClient _client = new(asShop);

    public async Task<int> RecordAsync(IReadOnlyList<Event> events)
    {
        try
        {
            var response = await _client.BatchRecordEventsAsync(
                new BatchRecordEventsRequest { Events = { events } }, deadline: DateTime.UtcNow + s_timeout);
            foreach (var (index, rejection) in response.Rejections)
                throw new WrongAnswerException($"{events[index].EventId} was rejected: {rejection.Reason} {rejection.Field}: {rejection.Detail}");
            return response.Outcomes.Count == events.Count
                ? response.Outcomes.Count(outcome => outcome is Outcome.Duplicate)
                : throw new WrongAnswerException($"{response.Outcomes.Count} outcomes of {events.Count} events.");
        }
        // Internal: what a client sees of a connection that breaks in the middle of an answer.
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded
            or StatusCode.Cancelled or StatusCode.Internal)
        {
            throw new NotAckedException($"{error.StatusCode}: {error.Status.Detail}", error);
        }
    }
}
