using System.Diagnostics;
using System.Globalization;
using Automation.Ingestion.V1;
using Automation.Testing;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Failing;

/// <summary>Issue 16: four kilobytes of gzip were two million empty events; 32 of them took ingestion to 4.4 GB and another shop's call to 8.7 s.</summary>
[Trait("kind", "fault")]
public sealed class Being_sent_what_is_dear
{
    const int Senders = 32;
    const int Rounds = 5;

    static readonly Marshaller<byte[]> s_raw = Marshallers.Create(bytes => bytes, bytes => bytes);
    static readonly Method<byte[], byte[]> s_batch = new(
        MethodType.Unary, "automation.ingestion.v1.IngestionService", "BatchRecordEvents", s_raw, s_raw);

    [Theory]
    [InlineData(2_000_000, true, StatusCode.Unimplemented, "COMPRESSION_UNSUPPORTED")]
    [InlineData(2_000_000, false, StatusCode.InvalidArgument, "REQUEST_TOO_LARGE")]
    [InlineData(500_000, false, StatusCode.InvalidArgument, "REQUEST_TOO_LARGE")]
    public async Task It_is_refused_before_it_is_built_and_another_shop_does_not_notice(int events, bool isCompressed, StatusCode status, string reason)
    {
        await using var suite = await Suite.StartAsync("ingestion");
        var (hostile, other) = (await suite.CreateShopAsync(), await suite.CreateShopAsync());
        var empties = new byte[2 * events];
        for (var at = 0; at < empties.Length; at += 2)
            empties[at] = 0x0a;
        var ingestion = new IngestionService.IngestionServiceClient(suite.AsShop("ingestion", other));
        await ingestion.RecordEventAsync(new RecordEventRequest { Event = Build.Event() });

        var sending = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(SendAsync)));
        var (slowest, most) = (TimeSpan.Zero, 0L);
        while (!sending.IsCompleted)
        {
            var began = Stopwatch.StartNew();
            await ingestion.RecordEventAsync(new RecordEventRequest { Event = Build.Event() });
            slowest = began.Elapsed > slowest ? began.Elapsed : slowest;
            most = Math.Max(most, ResidentMegabytes(suite["ingestion"].ProcessId));
        }
        await sending;

        Assert.InRange(most, 1, 900);
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(4));

        async Task SendAsync()
        {
            for (var round = 0; round < Rounds; round++)
            {
                // Of its own: what calls it adds the key.
                var headers = isCompressed ? new Metadata { { "grpc-internal-encoding-request", "gzip" } } : [];
                var refusal = await Refusal.OfAsync(async () =>
                    await suite.AsShop("ingestion", hostile).AsyncUnaryCall(s_batch, null, new CallOptions(headers), empties));
                Assert.Equal((status, reason), (refusal.Status, refusal.Reason));
            }
        }
    }

    static long ResidentMegabytes(int processId) => File.ReadLines($"/proc/{processId}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => long.Parse(line["VmRSS:".Length..^"kB".Length], CultureInfo.InvariantCulture) / 1024).Single();
}
