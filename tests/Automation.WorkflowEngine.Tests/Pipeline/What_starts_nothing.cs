using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Pipeline;

/// <summary>From the entry point to the dispatch log: what is no activity, and what ends runs all the same.</summary>
[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class What_starts_nothing(EngineFixture engine)
{
    [Fact]
    public async Task Neither_an_event_of_400_days_ago_nor_one_that_is_called_history()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        var importer = await shop.RecordAsync(
            "importer", Occurred(A.Added("c1"), start.AddDays(-400)), Occurred(A.Checkout("c2"), start.AddDays(-1).AddSeconds(-1)), Occurred(A.Past(A.Added("c3")), start));
        var late = await shop.RecordAsync("late", Occurred(A.Added("c4"), start.AddHours(-23)));
        await engine.PlayUntilAsync(start.AddHours(3));

        Assert.Empty(await shop.ListRunsAsync(importer));
        Assert.Equal("c4", Assert.Single(await shop.ListRunsAsync(late)).Key);
        Assert.Equal("c4", Assert.Single(await engine.DispatchesAsync(shop.ShopId)).Content.Cart.CartId);
    }

    [Fact]
    public async Task An_order_of_the_past_ends_a_run_and_stops_its_message()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        var waiting = await shop.RecordAsync("waiting", A.Added("c1"));
        var sending = await shop.RecordAsync("sending", A.Added("c2"));
        await shop.RecordAsync("waiting", Occurred(A.Past(A.Order("o1", "c1")), start));
        await engine.PlayUntilAsync(start.AddHours(1));
        var message = Assert.Single(await engine.DispatchesAsync(shop.ShopId));
        await shop.RecordAsync("sending", Occurred(A.Order("o2", "c2"), start.AddHours(-20)));

        Assert.Equal((Verdict.Drop, RunReasons.RunExited), Of(await shop.CheckAsync(message)));
        Assert.All([.. await shop.ListRunsAsync(waiting), .. await shop.ListRunsAsync(sending)], run => Assert.Equal(RunState.Exited, run.State));
    }

    [Fact]
    public async Task One_cart_posted_three_times_unchanged_is_one_reminder_an_hour_after_the_first()
    {
        var shop = await engine.OpenShopAsync(A.CartWorkflowAgainAndAgain());
        var start = engine.Clock.Now;
        var shopper = await shop.RecordAsync("anna", A.Updated("c1", A.Line("mug")));
        await engine.PlayUntilAsync(start.AddMinutes(40));
        await shop.RecordAsync("anna", A.Updated("c1", A.Line("mug")));
        await engine.PlayUntilAsync(start.AddHours(1));
        var message = Assert.Single(await engine.DispatchesAsync(shop.ShopId));
        await shop.SettleMessageAsync(message);
        await shop.RecordAsync("anna", A.Updated("c1", A.Line("mug")), A.Removed("c1", "bowl"));
        await engine.PlayUntilAsync(start.AddHours(4));

        Assert.Single(await engine.DispatchesAsync(shop.ShopId));
        Assert.Equal(RunState.Completed, Assert.Single(await shop.ListRunsAsync(shopper)).State);
        // It is the lack of anything new that kept it out.
        await shop.RecordAsync("anna", A.Updated("c1", A.Line("mug", 2)));
        await engine.PlayUntilAsync(start.AddHours(6));
        Assert.Equal(2, (await engine.DispatchesAsync(shop.ShopId)).Count);
    }

    public static TheoryData<string, Identifiers, string> Orders => new()
    {
        { "its cart and address", new Identifiers { UserId = "account", Email = "w@shop.example" }, "c1" },
        { "its cart", new Identifiers { UserId = "account" }, "c1" },
        { "its address", new Identifiers { UserId = "account", Email = "w@shop.example" }, "" },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_guest_whose_cart_an_account_orders_is_not_reminded(string named, Identifiers account, string cartId)
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        var buyer = await shop.RecordAsync("account", A.Viewed("x"));
        var guest = await shop.RecordAsync(new Identifiers { AnonymousId = "device", Email = "w@shop.example" }, A.Added("c1"));
        Assert.NotEqual(buyer, guest);
        await shop.RecordAsync(account, A.Order("o1", cartId));
        await engine.PlayUntilAsync(start.AddHours(3));

        Assert.True((await engine.DispatchesAsync(shop.ShopId)).Count == 0, named);
        var run = Assert.Single(await shop.ListRunsAsync(guest));
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (run.State, run.EndReason));
        Assert.Empty(await shop.ListRunsAsync(buyer));
    }

    /// <summary>The order is there first: what shows that a guest holds the cart too comes late, or repeats it.</summary>
    [Theory]
    [InlineData(-50)]
    [InlineData(10)]
    public async Task A_guest_who_turns_out_to_hold_a_cart_that_was_ordered_is_not_reminded(int minute)
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        var buyer = await shop.RecordAsync("account", Occurred(A.Order("o1", "c1"), start.AddMinutes(-40)));
        await engine.PlayUntilAsync(start.AddMinutes(10));
        var guest = await shop.RecordAsync(
            new Identifiers { AnonymousId = "device", Email = "w@shop.example" }, Occurred(A.Updated("c1", A.Line("mug")), start.AddMinutes(minute)));
        var other = await shop.RecordAsync(new Identifiers { Email = "other@shop.example" }, A.Added("c2"));
        Assert.NotEqual(buyer, guest);
        await engine.PlayUntilAsync(start.AddHours(3));

        Assert.Equal("c2", Assert.Single(await engine.DispatchesAsync(shop.ShopId)).Content.Cart.CartId);
        Assert.All(await shop.ListRunsAsync(guest), run => Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (run.State, run.EndReason)));
        Assert.Single(await shop.ListRunsAsync(other));
    }

    [Fact]
    public async Task Once_an_accounts_order_is_acked_no_check_lets_the_guests_message_go()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        await shop.RecordAsync("account", A.Viewed("x"));
        await shop.RecordAsync(new Identifiers { AnonymousId = "device" }, A.Added("c1"));
        await engine.PlayUntilAsync(start.AddHours(1));
        var message = Assert.Single(await engine.DispatchesAsync(shop.ShopId));
        await shop.RecordAsync("account", A.Order("o1", "c1"));

        var verdict = await shop.CheckAsync(message);
        Assert.True(verdict is { Verdict: Verdict.Drop, Reason: RunReasons.RunExited } or { Verdict: Verdict.Defer }, $"{verdict}");
        await engine.Suite.SettleAsync(engine.Clock.Now);
        Assert.Equal((Verdict.Drop, RunReasons.RunExited), Of(await shop.CheckAsync(message)));
    }

    static Event Occurred(Event @event, DateTimeOffset time)
    {
        @event.OccurTime = time.ToTimestamp();
        return @event;
    }

    static (Verdict, string) Of(SendVerdict verdict) => (verdict.Verdict, verdict.Reason);
}
