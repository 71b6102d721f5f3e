using Automation.Ingestion.Appending;
using Automation.ServiceDefaults.Faults;

namespace Automation.Ingestion.Tests.Failing;

[Trait("kind", "fault")]
[Collection(IngestionCollection.Name)]
public sealed class Refusing_what_is_too_much(RunningIngestion ingestion)
{
    [Fact]
    public async Task A_call_that_finds_too_many_waiting_is_told_when_to_come_back_and_a_stream_waits()
    {
        await using var alone = new LoneWriter(ingestion, new IngestionOptions { WaitingRequests = 16, QueuedRequests = 2 });
        var shop = (await ingestion.ShopAsync()).ShopId;
        var waiting = Enumerable.Range(0, 18).Select(number => AppendAsync($"call-{number}")).ToList();
        var stream = alone.Writer.QueueAsync([LoneWriter.Pending(shop, "stream")], new AppendOrder(), default).AsTask();

        var fault = await Assert.ThrowsAsync<Fault>(() => AppendAsync("too-much"));
        Assert.Equal((FaultReasons.Overloaded, TimeSpan.FromSeconds(1)), (fault.Reason, fault.RetryDelay));
        Assert.All(waiting, call => Assert.False(call.IsCompleted));

        await alone.Writer.StartAsync(default);
        await Task.WhenAll(waiting);
        await (await stream).Done;
        // Refused is not lost: it comes again and is recorded.
        Assert.Equal(Fate.Recorded, Assert.Single(await AppendAsync("too-much")).Fate);
        await alone.Writer.StopAsync(default);
        Assert.Equal(20, (await ingestion.Log().ShopAsync(shop)).Count);

        Task<IReadOnlyList<Placement>> AppendAsync(string eventId) => alone.Writer.AppendAsync([LoneWriter.Pending(shop, eventId)], default);
    }
}
