using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Xunit;
using Alpha = Grpc.Reflection.V1Alpha;

namespace Automation.Gateway.Tests;

/// <summary>What tools such as grpcurl ask for.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Reflecting_on_services(GatewayFixture gateway) : GatewayTest(gateway)
{
    const string Internal = "automation.ingestion.v1.EventLogService";

    [Fact]
    public async Task A_shops_key_sees_the_services_that_it_can_call_and_no_other()
    {
        var seen = await ListAsync(Fixture.Calls(Fixture.Key));

        Assert.Contains("automation.ingestion.v1.IngestionService", seen);
        Assert.Contains("automation.channel_delivery.v1.DeliveryService", seen);
        Assert.DoesNotContain(seen, SuiteContracts.IsInternal);
        Assert.Equal(SuiteContracts.Services.Count(service => !SuiteContracts.IsInternal(service.FullName)), seen.Count);
    }

    [Theory]
    [InlineData(Internal)]
    [InlineData("automation.ingestion.v1.ReadPartitionRequest")]
    [InlineData("automation.workflow_engine.v1.SendCheckService.CheckSends")]
    public async Task A_shops_key_finds_nothing_of_an_internal_service(string symbol)
    {
        var answer = await AskAsync(Fixture.Calls(Fixture.Key), new ServerReflectionRequest { FileContainingSymbol = symbol });

        Assert.Equal((int)StatusCode.NotFound, answer.ErrorResponse?.ErrorCode);
    }

    [Fact]
    public async Task A_shops_key_gets_no_file_of_an_internal_service()
    {
        var answer = await AskAsync(
            Fixture.Calls(Fixture.Key), new ServerReflectionRequest { FileByFilename = "automation/ingestion/v1/event_log_service.proto" });

        Assert.Equal((int)StatusCode.NotFound, answer.ErrorResponse?.ErrorCode);
    }

    [Fact]
    public async Task The_older_protocol_hides_them_too()
    {
        using var call = new Alpha.ServerReflection.ServerReflectionClient(Fixture.Calls(Fixture.Key)).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { ListServices = "*" });
        Assert.True(await call.ResponseStream.MoveNext());

        var seen = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToList();
        Assert.Contains("automation.ingestion.v1.ShopService", seen);
        Assert.DoesNotContain(seen, SuiteContracts.IsInternal);
    }

    [Fact]
    public async Task A_service_credential_sees_all()
    {
        var seen = await ListAsync(Fixture.Calls(Fixture.Service));

        Assert.Equal(SuiteContracts.Services.Select(service => service.FullName), seen);
    }

    [Fact]
    public async Task Nobody_sees_anything()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => ListAsync(Fixture.Calls(null)));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    [Fact]
    public async Task The_descriptors_are_enough_to_call()
    {
        var answer = await AskAsync(
            Fixture.Calls(Fixture.Key), new ServerReflectionRequest { FileContainingSymbol = "automation.ingestion.v1.ShopService" });

        var files = answer.FileDescriptorResponse.FileDescriptorProto
            .Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))
            .ToDictionary(file => file.Name);
        var service = Assert.Single(files["automation/ingestion/v1/shop_service.proto"].Service);
        Assert.Contains(service.Method, method => method.Name == "GetShop");
        Assert.Contains("google/protobuf/timestamp.proto", files["automation/ingestion/v1/shop_service.proto"].Dependency);
    }

    [Theory]
    [InlineData("ingestion", "automation.ingestion.v1.EventLogService")]
    [InlineData("segmentation", "automation.segmentation.v1.ProfileService")]
    [InlineData("recommendations", "automation.recommendations.v1.CatalogService")]
    [InlineData("workflow-engine", "automation.workflow_engine.v1.SendCheckService")]
    [InlineData("channel-delivery", "automation.channel_delivery.v1.DeliveryService")]
    public async Task Each_service_answers_for_itself(string process, string service)
    {
        var seen = await ListAsync(Fixture.Suite.AsService(process));

        Assert.Contains(service, seen);
        Assert.Contains("automation.api.v1.ProgressService", seen);
        Assert.Contains("grpc.health.v1.Health", seen);
    }

    static async Task<List<string>> ListAsync(CallInvoker calls) =>
        [.. (await AskAsync(calls, new ServerReflectionRequest { ListServices = "*" })).ListServicesResponse.Service
            .Select(service => service.Name).Order(StringComparer.Ordinal)];

    static async Task<ServerReflectionResponse> AskAsync(CallInvoker calls, ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(calls).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        Assert.True(await call.ResponseStream.MoveNext());
        return call.ResponseStream.Current;
    }
}
