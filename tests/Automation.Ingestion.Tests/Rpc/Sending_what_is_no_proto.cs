using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Sending_what_is_no_proto(RunningIngestion ingestion)
{
    static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    [Theory]
    [InlineData("RecordEvent")]
    [InlineData("BatchRecordEvents")]
    public async Task It_is_refused_as_malformed(string rpc)
    {
        var shop = await ingestion.ShopAsync();
        var method = new Method<byte[], byte[]>(MethodType.Unary, "automation.ingestion.v1.IngestionService", rpc, Raw, Raw);
        var calls = ingestion.Suite.AsShop("ingestion", shop);
        // A length-delimited field 1 that claims more than there is.
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "REQUEST_MALFORMED", ""),
            await Refusal.OfAsync(async () => await calls.AsyncUnaryCall(method, null, new CallOptions(), [0x0a, 0x7f, 1])));
    }

    [Fact]
    public async Task It_ends_a_stream()
    {
        var shop = await ingestion.ShopAsync();
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "automation.ingestion.v1.IngestionService", "StreamEvents", Raw, Raw);
        using var call = ingestion.Suite.AsShop("ingestion", shop).AsyncDuplexStreamingCall(method, null, new CallOptions());
        await call.RequestStream.WriteAsync([0x0a, 0x7f, 1]);
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "REQUEST_MALFORMED", ""),
            await Refusal.OfAsync(() => call.ResponseStream.MoveNext(CancellationToken.None)));
    }
}
