using Automation.Ingestion.V1;
using Automation.Samples.Player.Playing;
using Automation.Samples.Player.Sample;
using Automation.Samples.Player.Shop;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.WorkflowEngine.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Automation.Samples.Player;

/// <summary>What a run of the sample came to.</summary>
sealed record SampleSummary(int CartCount, int EventCount, long RecordedCount, long DuplicateCount, long ParkedCount, DateTimeOffset ShopTime);

/// <summary>Opens the shop, activates the workflow, plays the sample.</summary>
sealed class SampleRun(IConfiguration configuration, IProgress<PlayState> progress, TimeProvider time)
{
    public async Task<SampleSummary> RunAsync(CancellationToken cancellationToken)
    {
        var options = PlayerOptions.Of(configuration);
        var carts = SampleCart.Of(SampleLine.ReadFile(options.Sample));
        var instants = SampleEvents.Of(carts);

        var credentials = new CredentialOptions { ServiceKey = configuration["Credentials:ServiceKey"] ?? "" };
        using var channels = new ServiceChannels(configuration, new ServiceCredential(Options.Create(credentials)), NullLoggerFactory.Instance);
        using var clock = DrivenClock.Open(configuration["Clock:Path"] ?? "", instants[0].Time, time);
        var suite = new SuiteProgress(channels, time, options.Timeout);

        var key = await new SampleShop(channels, options.KeyFile).OpenAsync(cancellationToken);
        using var gateway = GrpcChannel.ForAddress(ServiceChannels.AddressesOf(configuration, "gateway", "grpc")[0]);
        var asShop = gateway.Intercept(headers =>
        {
            headers.Add(ServiceCredential.AuthorizationHeader, $"Bearer {key}");
            return headers;
        });
        var workflow = new SampleWorkflow(new WorkflowService.WorkflowServiceClient(asShop));
        await workflow.ActivateAsync(options.Workflow, cancellationToken);
        var horizon = await workflow.ShortestWaitAsync(cancellationToken);

        await using var sender = new EventSender(new IngestionService.IngestionServiceClient(asShop), time, options.Timeout);
        var player = new SamplePlayer(clock, sender.SendAsync, suite.SettleAsync, horizon, progress);
        await player.PlayAsync(instants, cancellationToken);
        return new SampleSummary(
            carts.Count, instants.Sum(instant => instant.Events.Count), sender.RecordedCount, sender.DuplicateCount,
            suite.ParkedCount, clock.GetUtcNow());
    }
}
