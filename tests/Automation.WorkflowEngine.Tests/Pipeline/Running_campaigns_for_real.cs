using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Tests.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.WorkflowEngine.Tests.Pipeline;

/// <summary>Many shoppers entered at once, on two replicas that are killed in between.</summary>
[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Running_campaigns_for_real(EngineFixture engine)
{
    const string Everybody = "events('cart_viewed').count() >= 1";

    [Fact]
    public async Task A_campaign_reaches_two_thousand_once_each_whoever_is_killed()
    {
        const int Members = 2_000;
        var shop = await engine.OpenShopAsync();
        await RecordAsync(shop, Members);
        await shop.PutSegmentAsync("everybody", Everybody);
        await shop.PutSegmentAsync("buyers", "events('order_completed').count() >= 1");
        await shop.RecordAsync("member-7", A.Order("o7"));
        var sendAt = NextMinute();
        var enrollments = Service(shop);
        // 200 a second, so there is a middle.
        await ActivateAsync(shop, $$"""
            {"segmentIds": ["everybody"], "excludeSegmentIds": ["buyers"], "once": "{{sendAt:yyyy-MM-ddTHH:mm}}", "timeZone": "UTC", "maxPerMinute": 12000}
            """);

        var counted = await enrollments.CountRecipientsAsync(new CountRecipientsRequest { WorkflowId = "news" });
        Assert.Equal((2_000, 2_000, 1_999), (counted.MemberCount, counted.JudgedCount, counted.RecipientCount));
        Assert.Equal(("SEGMENT_EXCLUDED", 1), (Assert.Single(counted.HeldBack).Reason, counted.HeldBack[0].Count));
        // Nobody of them has said an address.
        Assert.Equal(("ADDRESS_MISSING", 1_999), (Assert.Single(counted.Unreachable).Reason, counted.Unreachable[0].Count));
        Assert.Empty((await enrollments.ListEnrollmentsAsync(new())).Enrollments);

        await PassAsync(shop, sendAt);
        engine.Clock.MovePast(engine.Clock.Now.AddSeconds(2));
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var running = Assert.Single((await enrollments.ListEnrollmentsAsync(new())).Enrollments);
        Assert.Equal((EnrollmentState.Running, 16, 2_000), (running.State, running.Progress.BegunPartitionCount, running.Progress.MemberCount));
        Assert.InRange(running.Progress.HandledCount, 100, 1_900);

        // In the middle of what comes due now.
        engine.Clock.MovePast(engine.Clock.Now.AddSeconds(2));
        await engine.KillBothAsync();
        var done = running;
        for (var attempt = 0; attempt < 20 && done.State is EnrollmentState.Running; attempt++)
        {
            await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
            engine.Clock.MovePast(engine.Clock.Now.AddSeconds(4));
            await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
            done = (await Service(shop, 1).GetEnrollmentAsync(new GetEnrollmentRequest { EnrollmentId = running.EnrollmentId })).Enrollment;
        }
        Assert.Equal((EnrollmentState.Completed, 2_000, 1_999), (done.State, done.Progress.HandledCount, done.Progress.EnteredCount));
        Assert.Equal(("SEGMENT_EXCLUDED", 1), (Assert.Single(done.Progress.HeldBack).Reason, done.Progress.HeldBack[0].Count));
        var told = (await engine.DispatchesAsync(shop.ShopId)).Where(message => message.WorkflowId == "news").ToList();
        Assert.Equal((1_999, 1_999), (told.Count, told.Select(message => message.ShopperId).Distinct().Count()));
        Assert.Single((await enrollments.ListEnrollmentsAsync(new())).Enrollments);
    }

    [Fact]
    public async Task A_campaign_that_is_cancelled_enters_nobody_any_more()
    {
        var shop = await engine.OpenShopAsync();
        await RecordAsync(shop, 300);
        await shop.PutSegmentAsync("everybody", Everybody);
        var sendAt = NextMinute();
        await ActivateAsync(shop, $$"""{"segmentIds": ["everybody"], "once": "{{sendAt:yyyy-MM-ddTHH:mm}}", "timeZone": "UTC", "maxPerMinute": 3000}""");
        var id = await PassAsync(shop, sendAt);
        engine.Clock.MovePast(engine.Clock.Now.AddSeconds(2));
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var enrollments = Service(shop);

        var cancelled = (await enrollments.CancelEnrollmentAsync(new CancelEnrollmentRequest { EnrollmentId = id })).Enrollment;
        Assert.Equal(EnrollmentState.Cancelled, cancelled.State);
        Assert.InRange(cancelled.Progress.EnteredCount, 1, 299);
        for (var step = 0; step < 5; step++)
        {
            engine.Clock.MovePast(engine.Clock.Now.AddSeconds(4));
            await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        }
        Assert.Equal(cancelled, (await Service(shop, 1).CancelEnrollmentAsync(new CancelEnrollmentRequest { EnrollmentId = id })).Enrollment);
        Assert.Equal(cancelled.Progress.EnteredCount, (await engine.DispatchesAsync(shop.ShopId)).Count(message => message.WorkflowId == "news"));
        await RefusedAsync(
            StatusCode.NotFound, "NOT_FOUND", () => enrollments.CancelEnrollmentAsync(new() { EnrollmentId = $"{Guid.NewGuid()}" }).ResponseAsync);
    }

    [Fact]
    public async Task What_was_missed_is_made_up_for_once_or_told()
    {
        var shop = await engine.OpenShopAsync();
        await RecordAsync(shop, 20);
        await shop.PutSegmentAsync("everybody", Everybody);
        await ActivateAsync(shop, """{"segmentIds": ["everybody"], "cron": "0 * * * *", "timeZone": "UTC"}""", maxAge: 3_600);
        await ActivateAsync(shop, """{"segmentIds": ["everybody"], "cron": "0 * * * *", "timeZone": "UTC"}""", maxAge: 600, workflowId: "late");
        var start = engine.Clock.Now;
        var hour = new DateTimeOffset(start.Year, start.Month, start.Day, start.Hour, 0, 0, TimeSpan.Zero).AddHours(1);
        await engine.KillBothAsync(() =>
        {
            engine.Clock.MovePast(hour.AddHours(4).AddMinutes(30));
            return Task.CompletedTask;
        });
        await PassAsync(shop, hour);
        await PassAsync(shop, hour, "late");
        engine.Clock.MovePast(engine.Clock.Now);
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));

        var enrollments = Service(shop);
        var made = Assert.Single((await enrollments.ListEnrollmentsAsync(new() { WorkflowId = "news" })).Enrollments);
        Assert.Equal((EnrollmentState.Completed, 4, hour.AddHours(4).ToTimestamp()), (made.State, made.MissedCount, made.DueTime));
        Assert.Equal(20, made.Progress.EnteredCount);
        var late = Assert.Single((await enrollments.ListEnrollmentsAsync(new() { WorkflowId = "late" })).Enrollments);
        Assert.Equal((EnrollmentState.Skipped, "TOO_LATE", 0), (late.State, late.SkipReason, late.Progress.EnteredCount));
        Assert.Equal(20, (await engine.DispatchesAsync(shop.ShopId)).Count);
    }

    [Fact]
    public async Task Those_who_match_already_begin_once_each_and_others_as_before()
    {
        var shop = await engine.OpenShopAsync();
        await RecordAsync(shop, 120);
        await shop.PutSegmentAsync("vip", Everybody);
        await PutAsync(shop, "thank-you", A_segment_as_the_trigger.Definition);
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var enrollments = Service(shop);
        Assert.Equal(120, (await enrollments.CountRecipientsAsync(new CountRecipientsRequest { WorkflowId = "thank-you" })).RecipientCount);

        var request = new StartMatchingRequest { WorkflowId = "thank-you", RequestId = "launch" };
        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(call => Service(shop, call % 2).StartMatchingAsync(request).ResponseAsync));
        var id = Assert.Single(asked.Select(answer => answer.Enrollment.EnrollmentId).Distinct());
        await engine.KillBothAsync(async () => await shop.RecordAsync("later", A.Viewed("c1")));
        var start = engine.Clock.Now;
        await engine.PlayUntilAsync(start.AddMinutes(15));

        var done = (await enrollments.GetEnrollmentAsync(new GetEnrollmentRequest { EnrollmentId = id })).Enrollment;
        Assert.Equal((EnrollmentState.Completed, 120L, 120L), (done.State, done.Progress.MemberCount, done.Progress.EnteredCount));
        var thanked = (await engine.DispatchesAsync(shop.ShopId)).Where(message => message.WorkflowId == "thank-you").ToList();
        Assert.Equal((121, 121), (thanked.Count, thanked.Select(message => message.ShopperId).Distinct().Count()));

        await RefusedAsync(
            StatusCode.FailedPrecondition, "WORKFLOW_NOT_STARTABLE",
            () => enrollments.StartMatchingAsync(new() { WorkflowId = "cart-recovery", RequestId = "r" }).ResponseAsync);
        await RefusedAsync(
            StatusCode.FailedPrecondition, "WORKFLOW_NOT_STARTABLE",
            () => enrollments.CountRecipientsAsync(new() { WorkflowId = "cart-recovery" }).ResponseAsync);
    }

    [Fact]
    public async Task A_schedule_over_what_is_not_there_or_over_is_not_activated()
    {
        var shop = await engine.OpenShopAsync();
        var refusal = await RefusedAsync(
            StatusCode.InvalidArgument, "FIELD_INVALID",
            () => ActivateAsync(shop, """{"segmentIds": ["nobody-knows"], "once": "2020-01-01T09:00", "timeZone": "UTC"}"""));
        Assert.Contains("no time to come", refusal.Status.Detail);
    }

    EnrollmentService.EnrollmentServiceClient Service(TestShop shop, int replica = 0) => new(engine.Suite.AsShop("workflow-engine", shop.Shop, replica));

    DateTimeOffset NextMinute()
    {
        var later = engine.Clock.Now.AddMinutes(2);
        return new DateTimeOffset(later.Year, later.Month, later.Day, later.Hour, later.Minute, 0, TimeSpan.Zero);
    }

    async Task RecordAsync(TestShop shop, int count)
    {
        var ingestion = new IngestionService.IngestionServiceClient(engine.Suite.AsShop("ingestion", shop.Shop));
        foreach (var chunk in Enumerable.Range(0, count).Chunk(500))
        {
            var request = new BatchRecordEventsRequest();
            foreach (var number in chunk)
            {
                var viewed = A.Viewed($"cart-{number}");
                viewed.EventId = Guid.NewGuid().ToString();
                viewed.Identifiers = new Identifiers { UserId = $"member-{number}" };
                request.Events.Add(viewed);
            }
            Assert.All((await ingestion.BatchRecordEventsAsync(request)).Outcomes, outcome => Assert.Equal(Outcome.Recorded, outcome));
        }
    }

    static Task ActivateAsync(TestShop shop, string schedule, int maxAge = 86_400, string workflowId = "news")
    {
        var definition = A_schedule_as_the_trigger.Of(schedule);
        definition.Trigger.MaxAge = new Duration { Seconds = maxAge };
        return PutAsync(shop, workflowId, definition);
    }

    static async Task PutAsync(TestShop shop, string workflowId, WorkflowDefinition definition)
    {
        await shop.Workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = workflowId, Definition = definition });
        await shop.Workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = workflowId });
    }

    /// <summary>Lets a time come, and waits until what it begins is taken down: replicas look a few times a second.</summary>
    async Task<string> PassAsync(TestShop shop, DateTimeOffset time, string workflowId = "news")
    {
        if (engine.Clock.Now <= time)
            engine.Clock.MovePast(time);
        var found = new ListEnrollmentsResponse();
        await Until.TrueAsync(
            async () => (found = await Service(shop).ListEnrollmentsAsync(new() { WorkflowId = workflowId })).Enrollments.Count > 0, $"{workflowId} of {time:O} is taken down");
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        return Assert.Single(found.Enrollments).EnrollmentId;
    }

    static async Task<RpcException> RefusedAsync(StatusCode status, string reason, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((status, reason), (refusal.StatusCode, FaultStatus.ReadDetails(refusal)!.Details[0].Unpack<Google.Rpc.ErrorInfo>().Reason));
        return refusal;
    }
}
