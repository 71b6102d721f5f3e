using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Failing;

/// <summary>A sender as the contract wants it: after a broken call it sends again from the last acked position.</summary>
sealed class StreamSender(IReadOnlyList<Event> events, int batchSize)
{
    volatile int _acked;

    /// <summary>So many of the events, from the first on, are acked.</summary>
    public int Acked => _acked;

    public bool IsDone => Acked == events.Count;

    public IEnumerable<Event> AckedEvents => events.Take(Acked);

    /// <summary>Sends until all is acked or the call breaks.</summary>
    /// <returns>Why it broke; null when all is acked.</returns>
    public async Task<RpcException?> RunAsync(IngestionService.IngestionServiceClient client)
    {
        var start = Acked;
        using var call = client.StreamEvents(deadline: DateTime.UtcNow.AddSeconds(60));
        var sending = SendAsync(call, start);
        try
        {
            await foreach (var ack in call.ResponseStream.ReadAllAsync())
            {
                Assert.Empty(ack.Rejections);
                _acked = start + (int)ack.AckedPosition;
            }
            await sending;
            return null;
        }
        catch (RpcException error)
        {
            return error;
        }
    }

    async Task SendAsync(AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse> call, int start)
    {
        try
        {
            for (var next = start; next < events.Count; next += batchSize)
            {
                await call.RequestStream.WriteAsync(new StreamEventsRequest
                {
                    FirstPosition = next - start + 1, Events = { events.Skip(next).Take(batchSize) },
                });
            }
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            // The reading side tells why.
        }
    }
}
