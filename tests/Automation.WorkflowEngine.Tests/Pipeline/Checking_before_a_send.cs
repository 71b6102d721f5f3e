using System.Diagnostics;
using Automation.Api.V1;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Npgsql;

namespace Automation.WorkflowEngine.Tests.Pipeline;

[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Checking_before_a_send(EngineFixture engine)
{
    [Fact]
    public async Task Nothing_changed_it_goes_and_any_replica_says_so()
    {
        var shop = await engine.OpenShopAsync();
        var message = Assert.Single(await AskedForAsync(shop, "anna"));
        foreach (var replica in new[] { 0, 1 })
        {
            var verdict = await shop.CheckAsync(message, replica);
            Assert.Equal((Verdict.Go, ""), (verdict.Verdict, verdict.Reason));
            Assert.True(verdict.Position.Partition == message.Partition && verdict.Position.Sequence >= message.Position.Sequence);
        }
    }

    [Fact]
    public async Task The_answer_names_a_head_of_every_partition_that_includes_what_was_acked_before()
    {
        var shop = await engine.OpenShopAsync();
        var messages = await AskedForAsync(shop, "anna", "berta");
        // In partitions that no message of the question is in.
        var recorded = new List<LogPosition>();
        for (var user = 0; user < 20; user++)
            recorded.Add(await shop.RecordOneAsync(new Identifiers { UserId = $"bystander-{user}" }, A.Viewed("x")));

        var answer = await shop.CheckManyAsync(messages, replica: 1);

        Assert.Equal(Enumerable.Range(0, Partitions.Count), answer.Heads.Select(head => head.Partition));
        Assert.All(recorded, position => Assert.True(answer.Heads[position.Partition].Sequence >= position.Sequence, $"{position} is not in {answer.Heads}"));
        Assert.All(answer.Verdicts, verdict => Assert.Equal(verdict.Position, answer.Heads[verdict.Position.Partition]));
    }

    [Fact]
    public async Task A_changed_cart_comes_back_with_its_new_content()
    {
        var shop = await engine.OpenShopAsync();
        var message = Assert.Single(await AskedForAsync(shop, "anna"));
        await shop.RecordAsync("anna", A.Added("anna", "bowl", 3));
        var verdict = await shop.CheckAsync(message);
        Assert.Equal(Verdict.Changed, verdict.Verdict);
        Assert.Equal(["mug", "bowl"], verdict.Content.Cart.Lines.Select(line => line.ProductId));
        Assert.Equal(40, verdict.Content.Cart.Subtotal.Units);

        message.Content = verdict.Content;
        Assert.Equal(Verdict.Go, (await shop.CheckAsync(message)).Verdict);
    }

    [Fact]
    public async Task Once_an_order_is_acked_no_check_lets_the_message_go()
    {
        // Nothing waits between the ack and the check, and both replicas are asked in turn.
        var shop = await engine.OpenShopAsync();
        var users = Enumerable.Range(0, 30).Select(user => $"racer-{user}").ToArray();
        var messages = (await AskedForAsync(shop, users)).ToDictionary(message => message.Content.Cart.CartId);
        for (var user = 0; user < users.Length; user++)
        {
            await shop.RecordAsync(users[user], A.Order($"order-of-{users[user]}"));
            var verdict = await shop.CheckAsync(messages[users[user]], replica: user % 2);
            Assert.True(verdict is { Verdict: Verdict.Drop, Reason: RunReasons.RunExited } or { Verdict: Verdict.Defer }, $"{verdict}");
        }
        await engine.Suite.SettleAsync(engine.Clock.Now);
        foreach (var message in messages.Values)
            Assert.Equal((Verdict.Drop, RunReasons.RunExited), Of(await shop.CheckAsync(message)));
    }

    [Fact]
    public async Task An_emptied_cart_and_a_settled_message_are_dropped()
    {
        var shop = await engine.OpenShopAsync();
        var messages = (await AskedForAsync(shop, "emptied", "settled")).ToDictionary(message => message.Content.Cart.CartId);
        await shop.RecordAsync("emptied", A.Updated("emptied"));
        Assert.Equal((Verdict.Drop, RunReasons.GuardFalse), Of(await shop.CheckAsync(messages["emptied"])));

        await shop.SettleMessageAsync(messages["settled"]);
        Assert.Equal((Verdict.Drop, RunReasons.MessageSettled), Of(await shop.CheckAsync(messages["settled"])));
    }

    [Fact]
    public async Task A_cart_that_was_bought_is_dropped_whatever_the_definition_forgot()
    {
        var definition = A.CartWorkflow();
        definition.ExitWhen.Clear();
        definition.SendGuard = null;
        var shop = await engine.OpenShopAsync(definition);
        var messages = (await AskedForAsync(shop, "anna", "berta", "clara")).ToDictionary(message => message.Content.Cart.CartId);
        await shop.RecordAsync("anna", A.Order("o1", "anna"));
        // Somebody else bought this one, most often the same person with a name by now.
        await shop.RecordAsync("account of berta", A.Order("o2", "berta"));
        Assert.Equal((Verdict.Drop, RunReasons.CartEmpty), Of(await shop.CheckAsync(messages["anna"])));
        await engine.Suite.SettleAsync(engine.Clock.Now);
        Assert.Equal((Verdict.Drop, RunReasons.CartEmpty), Of(await shop.CheckAsync(messages["berta"])));
        Assert.Equal(Verdict.Go, (await shop.CheckAsync(messages["clara"])).Verdict);
    }

    [Fact]
    public async Task A_message_that_has_met_its_end_is_dropped_though_its_run_goes_on()
    {
        var definition = A.CartWorkflow();
        definition.Steps.Add(new Step { StepId = "later", Wait = new WaitStep { Duration = Duration.FromTimeSpan(TimeSpan.FromDays(1)) } });
        var shop = await engine.OpenShopAsync(definition);
        var message = Assert.Single(await AskedForAsync(shop, "anna"));
        await shop.SettleMessageAsync(message);
        Assert.Equal((Verdict.Drop, RunReasons.MessageSettled), Of(await shop.CheckAsync(message)));
        var run = Assert.Single(await shop.ListRunsAsync(message.ShopperId));
        Assert.Equal((RunState.Waiting, "later"), (run.State, run.StepId));
    }

    [Fact]
    public async Task A_message_of_another_shop_or_shopper_is_nobodys()
    {
        var shop = await engine.OpenShopAsync();
        var other = await engine.OpenShopAsync();
        var message = Assert.Single(await AskedForAsync(shop, "anna"));
        var stranger = await shop.RecordAsync("stranger", A.Viewed("x"));

        var elsewhere = message.Clone();
        elsewhere.ShopId = other.ShopId;
        elsewhere.Partition = Partitions.Of(other.ShopId, message.ShopperId);
        Assert.Equal((Verdict.Drop, RunReasons.MessageUnknown), Of(await shop.CheckAsync(elsewhere)));
        var somebodyElses = message.Clone();
        somebodyElses.ShopperId = stranger;
        somebodyElses.Partition = Partitions.Of(shop.ShopId, stranger);
        Assert.Equal((Verdict.Drop, RunReasons.MessageUnknown), Of(await shop.CheckAsync(somebodyElses)));
    }

    [Fact]
    public async Task What_cannot_be_known_in_time_is_asked_again_later()
    {
        var shop = await engine.OpenShopAsync();
        var message = Assert.Single(await AskedForAsync(shop, "anna"));
        var segmentation = engine.Suite["segmentation"];
        segmentation.Freeze();
        try
        {
            await shop.RecordAsync("anna", A.Viewed("anna"));
            var waited = Stopwatch.StartNew();
            Assert.Equal(Verdict.Defer, (await shop.CheckAsync(message)).Verdict);
            Assert.InRange(waited.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
        }
        finally
        {
            segmentation.Thaw();
        }
        await engine.Suite.SettleAsync(engine.Clock.Now);
        Assert.Equal(Verdict.Go, (await shop.CheckAsync(message)).Verdict);
    }

    [Fact]
    public async Task Over_an_event_log_that_became_another_one_nothing_goes_until_it_is_adopted()
    {
        var shop = await engine.OpenShopAsync();
        var message = Assert.Single(await AskedForAsync(shop, "anna"));
        await using var ingestion = NpgsqlDataSource.Create(engine.Suite.Databases["ingestion"]);
        await using var rename = ingestion.CreateCommand("UPDATE ingestion.log_identity SET id = gen_random_uuid()");
        await rename.ExecuteNonQueryAsync();
        foreach (var replica in new[] { 0, 1 })
            Assert.Equal((Verdict.Defer, RunReasons.LogSetBack), Of(await shop.CheckAsync(message, replica)));

        var segmentation = engine.Suite.AsService("segmentation");
        var adopted = new AdoptLogResponse();
        for (var waited = Stopwatch.StartNew(); adopted.StopReason.Length == 0 && waited.Elapsed < TimeSpan.FromSeconds(30);)
            adopted = await new ParkingService.ParkingServiceClient(segmentation).AdoptLogAsync(new() { Follower = "segmentation" });
        Assert.Contains("was followed", adopted.StopReason);
        for (var waited = Stopwatch.StartNew(); (await shop.CheckAsync(message)).Verdict is Verdict.Defer && waited.Elapsed < TimeSpan.FromSeconds(30);)
            await Task.Delay(50);
        Assert.Equal(Verdict.Go, (await shop.CheckAsync(message)).Verdict);
    }

    [Fact]
    public async Task A_malformed_check_is_refused_with_its_field()
    {
        var client = new SendCheckService.SendCheckServiceClient(engine.Suite.AsService("workflow-engine"));
        var shopper = Guid.NewGuid().ToString();
        var good = new SendCheck
        {
            MessageId = Guid.NewGuid().ToString(),
            RunId = Guid.NewGuid().ToString(),
            ShopId = "shop",
            ShopperId = shopper,
            Partition = Partitions.Of("shop", shopper),
        };
        async Task RefusedAsync(string field, Action<SendCheck> spoil)
        {
            var check = good.Clone();
            spoil(check);
            var refusal = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckSendsAsync(new CheckSendsRequest { Checks = { good, check } }));
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            Assert.StartsWith(field, refusal.Status.Detail, StringComparison.Ordinal);
        }

        await RefusedAsync("checks[1].message_id", check => check.MessageId = "7");
        await RefusedAsync("checks[1].run_id", check => check.RunId = "");
        await RefusedAsync("checks[1].shop_id", check => check.ShopId = "");
        await RefusedAsync("checks[1].shopper_id", check => check.ShopperId = "x");
        await RefusedAsync("checks[1].partition", check => check.Partition = (check.Partition + 1) % Partitions.Count);
    }

    static (Verdict, string) Of(SendVerdict verdict) => (verdict.Verdict, verdict.Reason);

    /// <summary>Users who have each left a cart of their own name for an hour.</summary>
    async Task<List<DispatchRecord>> AskedForAsync(TestShop shop, params string[] users)
    {
        foreach (var user in users)
            await shop.RecordAsync(user, A.Added(user));
        await engine.PlayUntilAsync(engine.Clock.Now.AddHours(1));
        return await engine.DispatchesAsync(shop.ShopId);
    }
}
