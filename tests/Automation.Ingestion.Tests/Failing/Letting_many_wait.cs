using Automation.Ingestion.Appending;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Ingestion.Tests.Failing;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Letting_many_wait(RunningIngestion ingestion)
{
    [Fact]
    public async Task Events_that_may_wait_are_appended_behind_all_that_queue_and_one_call_after_the_other()
    {
        // One call in a commit: their order is that in which they were let in. However slow the machine, they have not waited for long.
        await using var alone = new LoneWriter(ingestion, new IngestionOptions { GroupEvents = 1 }, new FakeTimeProvider());
        var shop = (await ingestion.ShopAsync()).ShopId;
        var first = alone.Writer.AppendAsync([LoneWriter.Pending(shop, "prompt")], default);
        var bulk = Enumerable.Range(0, 3).Select(number => alone.Writer.AppendWhenIdleAsync([LoneWriter.Pending(shop, $"bulk-{number}")], default)).ToList();
        var prompt = Enumerable.Range(0, 20).Select(number => alone.Writer.AppendAsync([LoneWriter.Pending(shop, $"prompt-{number}")], default)).ToList();
        await Task.Delay(200);
        Assert.All(bulk, call => Assert.False(call.IsCompleted));

        await alone.Writer.StartAsync(default);
        await first;
        var last = (await Task.WhenAll(prompt)).Max(results => results[0].Sequence);
        var waited = await Task.WhenAll(bulk);
        Assert.All(waited, results => Assert.True(results[0].Sequence > last, $"{results[0].Sequence} came before {last}"));
        await alone.Writer.StopAsync(default);
        Assert.Equal(24, (await ingestion.Log().ShopAsync(shop)).Count);
    }

    [Fact]
    public async Task Events_that_may_wait_go_in_turn_where_nothing_is_ever_idle()
    {
        var time = new FakeTimeProvider();
        await using var alone = new LoneWriter(ingestion, new IngestionOptions { GroupEvents = 1 }, time);
        var shop = (await ingestion.ShopAsync()).ShopId;
        var prompt = new List<Task<IReadOnlyList<AppendResult>>> { alone.Writer.AppendAsync([LoneWriter.Pending(shop, "prompt")], default) };
        var bulk = alone.Writer.AppendWhenIdleAsync([LoneWriter.Pending(shop, "bulk")], default);
        time.Advance(TimeSpan.FromSeconds(1));
        for (var number = 0; number < 20; number++)
        {
            await Task.Delay(100);
            prompt.Add(alone.Writer.AppendAsync([LoneWriter.Pending(shop, $"prompt-{number}")], default));
        }

        await alone.Writer.StartAsync(default);
        var sequences = (await Task.WhenAll(prompt)).Select(results => results[0].Sequence).ToList();
        Assert.InRange((await bulk)[0].Sequence, sequences[0] + 1, sequences[^1] - 1);
        await alone.Writer.StopAsync(default);
    }

    [Fact]
    public async Task Who_gives_up_waiting_lets_the_next_one_in()
    {
        await using var alone = new LoneWriter(ingestion, new IngestionOptions());
        var shop = (await ingestion.ShopAsync()).ShopId;
        var prompt = alone.Writer.AppendAsync([LoneWriter.Pending(shop, "prompt")], default);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone.Writer.AppendWhenIdleAsync([LoneWriter.Pending(shop, "given up")], patience.Token));
        var next = alone.Writer.AppendWhenIdleAsync([LoneWriter.Pending(shop, "next")], default);
        await alone.Writer.StartAsync(default);
        await prompt;
        Assert.Equal(AppendOutcome.Recorded, (await next)[0].Outcome);
        await alone.Writer.StopAsync(default);
        Assert.Equal(2, (await ingestion.Log().ShopAsync(shop)).Count);
    }
}
