using System.Diagnostics;
using Automation.Benchmarks.Measuring;
using Automation.Benchmarks.Traffic;
using Automation.Ingestion.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;

namespace Automation.Benchmarks.Chain;

/// <summary>All services and the gateway on the system clock, a shop with its customers, and a workflow that writes at once to who begins a checkout.</summary>
sealed class ChainStack : IAsyncDisposable
{
    // At 3,000 events/s a customer begins a checkout every three minutes.
    const int ShopperCount = 20_000;
    const double TraceRatio = 0.01;
    static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(5);

    readonly MailSink _mail;

    ChainStack(MailSink mail, TelemetrySink telemetry, Suite suite, SuiteShop shop, Awaited awaited)
    {
        (_mail, Telemetry, Suite, Awaited) = (mail, telemetry, suite, awaited);
        Load = new OpenLoop(new(suite.AsShop("gateway", shop)), new ShopTraffic(1, ShopperCount), awaited);
    }

    public Suite Suite { get; }

    public TelemetrySink Telemetry { get; }

    public Awaited Awaited { get; }

    public OpenLoop Load { get; }

    public static async Task<ChainStack> StartAsync()
    {
        Output.Progress("Starting all services");
        var awaited = new Awaited();
        var mail = new MailSink(awaited.Received);
        var telemetry = await TelemetrySink.StartAsync();
        var suite = await Suite.StartAsync(new SuitePlan
        {
            MailAddress = mail.Address,
            Environment = telemetry.EnvironmentOf(TraceRatio),
        });
        try
        {
            var shop = await suite.CreateShopAsync();
            await ActivateAsync(new(suite.AsShop("gateway", shop)));
            Output.Progress($"Introducing {ShopperCount:N0} shoppers");
            var ingestion = new IngestionService.IngestionServiceClient(suite.AsShop("gateway", shop));
            foreach (var batch in Shoppers.Introduce(ShopperCount).Chunk(500))
                await ingestion.BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { batch } });
            await suite.SettleAsync(DateTimeOffset.UtcNow, s_timeout);
            return new ChainStack(mail, telemetry, suite, shop, awaited);
        }
        catch
        {
            await suite.DisposeAsync();
            await telemetry.DisposeAsync();
            await mail.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when all is quiet and every mail has come.</summary>
    public async Task SettleAsync()
    {
        var waited = Stopwatch.StartNew();
        while (Awaited.OpenCount > 0 && waited.Elapsed < s_timeout)
            await Task.Delay(50);
        await Suite.SettleAsync(DateTimeOffset.UtcNow, s_timeout);
        if (Awaited.OpenCount > 0 || Awaited.UnexpectedCount > 0)
            throw new InvalidOperationException(
                $"{Awaited.OpenCount} mails did not come and {Awaited.UnexpectedCount} came too often.\n{Suite.LogTails()}");
    }

    public async ValueTask DisposeAsync()
    {
        await Suite.DisposeAsync();
        await Telemetry.DisposeAsync();
        await _mail.DisposeAsync();
    }

    static async Task ActivateAsync(WorkflowService.WorkflowServiceClient workflows)
    {
        await workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = CheckoutWorkflow.Id, Definition = CheckoutWorkflow.Definition });
        await workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = CheckoutWorkflow.Id });
    }
}
