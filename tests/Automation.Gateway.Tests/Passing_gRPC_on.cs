using System.Net;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Xunit;

namespace Automation.Gateway.Tests;

[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Passing_gRPC_on(GatewayFixture gateway) : GatewayTest(gateway)
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    IngestionService.IngestionServiceClient Ingestion => new(Fixture.Calls(Fixture.Key));

    CatalogService.CatalogServiceClient Traced(Arrivals trace) => new(Fixture.Calls(Fixture.Key, trace.Header));

    [Fact]
    public async Task A_call_arrives_and_its_answer_returns()
    {
        var @event = Sized("grpc", 10);

        var first = await Ingestion.RecordEventAsync(new RecordEventRequest { Event = @event });
        var second = await Ingestion.RecordEventAsync(new RecordEventRequest { Event = @event });

        Assert.Equal((Outcome.Recorded, Outcome.Duplicate), (first.Outcome, second.Outcome));
        var listed = await Fixture.Ingestion.ListEventsAsync(new ListEventsRequest { ShopperId = first.ShopperId });
        Assert.Contains(listed.Events, logged => logged.Event.EventId == @event.EventId);
    }

    [Fact]
    public async Task A_stream_flows_both_ways_at_once()
    {
        using var stream = Ingestion.StreamEvents();
        for (var position = 1; position <= 50; position++)
        {
            await stream.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = position, Events = { Sized("stream", 10) } });
            Assert.True(await stream.ResponseStream.MoveNext().WaitAsync(s_timeout));
            Assert.Equal(position, stream.ResponseStream.Current.AckedPosition);
            Assert.Empty(stream.ResponseStream.Current.Rejections);
        }
        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext().WaitAsync(s_timeout));
        Assert.Equal(StatusCode.OK, stream.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_stream_may_carry_more_than_any_body()
    {
        // 40 MB, the same 400 KB again and again; a server's default for one body is 30 MB.
        var batch = Enumerable.Range(0, 20).Select(_ => Sized("long", 20_000)).ToList();
        long duplicates = 0;
        using var stream = Ingestion.StreamEvents();
        for (var i = 0; i < 100; i++)
        {
            await stream.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = (i * 20) + 1, Events = { batch } });
            Assert.True(await stream.ResponseStream.MoveNext().WaitAsync(s_timeout));
            duplicates += stream.ResponseStream.Current.DuplicateCount;
        }
        await stream.RequestStream.CompleteAsync();
        Assert.False(await stream.ResponseStream.MoveNext().WaitAsync(s_timeout));
        Assert.Equal(99 * 20, duplicates);
    }

    [Fact]
    public async Task A_stream_may_be_silent_for_longer_than_a_slow_upload()
    {
        using var stream = Ingestion.StreamEvents();
        await stream.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = 1, Events = { Sized("silent", 10) } });
        Assert.True(await stream.ResponseStream.MoveNext().WaitAsync(s_timeout));

        // A server gives a body 5 s before it must come at 240 bytes a second.
        await Task.Delay(TimeSpan.FromSeconds(7));

        await stream.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = 2, Events = { Sized("silent", 10) } });
        Assert.True(await stream.ResponseStream.MoveNext().WaitAsync(s_timeout));
        Assert.Equal(2, stream.ResponseStream.Current.AckedPosition);
    }

    [Fact]
    public async Task Large_messages_pass_both_ways()
    {
        var large = new BatchRecordEventsRequest { Events = { Enumerable.Range(0, 150).Select(_ => Sized("large", 20_000)) } };

        // What is refused has arrived: no other than the service counts the events. 1 MB of them is the most that it reads.
        var tooLarge = new BatchRecordEventsRequest { Events = { large.Events.Take(50) } };
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Ingestion.BatchRecordEventsAsync(tooLarge).ResponseAsync);
        Assert.Equal("BATCH_TOO_LARGE", ReasonOf(refusal));
        var partition = 0;
        foreach (var chunk in large.Events.Chunk(25))
            partition = (await Ingestion.BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { chunk } })).Positions.Single().Partition;
        var log = new EventLogService.EventLogServiceClient(Fixture.Calls(Fixture.Service));
        var pages = new List<ReadPartitionResponse>();
        do
        {
            var after = pages.Count == 0 ? 0 : pages[^1].Records[^1].Sequence;
            pages.Add(await log.ReadPartitionAsync(new ReadPartitionRequest { Partition = partition, AfterSequence = after, MaxRecords = 5_000 }));
        }
        while (pages[^1].Records.Count > 0);

        Assert.Contains(pages, page => page.CalculateSize() > 2_500_000);
        var passed = pages.SelectMany(page => page.Records).Select(record => record.Event?.EventId ?? "").ToHashSet();
        Assert.Superset(large.Events.Select(sent => sent.EventId).ToHashSet(), passed);
    }

    [Fact]
    public async Task A_fault_arrives_as_the_service_made_it()
    {
        var wrong = new RecordEventRequest { Event = new Event { EventId = "has blanks" } };
        var said = await Assert.ThrowsAsync<RpcException>(() => Fixture.Ingestion.RecordEventAsync(wrong).ResponseAsync);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Ingestion.RecordEventAsync(wrong).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(said.Status.Detail, refusal.Status.Detail);
        Assert.Equal(FaultStatus.ReadDetails(said), FaultStatus.ReadDetails(refusal));
        var violations = FaultStatus.ReadDetails(refusal)!.Details.Single(any => any.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations;
        Assert.Contains(violations, violation => violation.Field == "event.event_id");
    }

    [Fact]
    public async Task A_deadline_is_passed_on_and_ends_the_call_behind()
    {
        var (trace, service) = (new Arrivals(), Fixture.Suite["recommendations"]);
        await using var held = await Fixture.HoldProductsAsync();

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Traced(trace).GetProductAsync(
            new GetProductRequest { ProductId = "p" }, deadline: DateTime.UtcNow.AddSeconds(2)).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, refusal.StatusCode);
        await trace.UntilEndedAsync(service, "/GetProduct", s_timeout);
    }

    [Fact]
    public async Task The_time_that_a_caller_gives_is_the_services_to_keep_whatever_the_caller_does()
    {
        await using var held = await Fixture.HoldProductsAsync();
        // By hand: this caller says how long it waits and does not itself watch the time.
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Fixture.Gateway.GrpcAddress, "/automation.recommendations.v1.CatalogService/GetProduct"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, 3, 10, 1, (byte)'p']) { Headers = { ContentType = new("application/grpc") } },
        };
        request.Headers.TryAddWithoutValidation("authorization", Fixture.Key);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("grpc-timeout", "700m");

        using var answer = await client.SendAsync(request).WaitAsync(s_timeout);
        await answer.Content.ReadAsByteArrayAsync();

        var trailers = answer.TrailingHeaders.Concat(answer.Headers).ToDictionary(header => header.Key, header => header.Value.Single());
        Assert.Equal($"{(int)StatusCode.DeadlineExceeded}", trailers["grpc-status"]);
    }

    [Fact]
    public async Task A_cancelled_call_ends_the_call_behind()
    {
        var (trace, service) = (new Arrivals(), Fixture.Suite["recommendations"]);
        await using var held = await Fixture.HoldProductsAsync();
        using var cancel = new CancellationTokenSource();

        var call = Traced(trace).GetProductAsync(new GetProductRequest { ProductId = "p" }, cancellationToken: cancel.Token);
        await trace.UntilBegunAsync(service, "/GetProduct");
        await cancel.CancelAsync();

        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        await trace.UntilEndedAsync(service, "/GetProduct", s_timeout);
    }

    [Theory]
    [InlineData("automation.ingestion.v1.NoSuchService")]
    [InlineData("automation.nowhere.v1.AnyService")]
    public async Task An_unknown_service_is_unimplemented(string service)
    {
        var marshaller = Marshallers.Create(_ => [], _ => "");
        var method = new Method<string, string>(MethodType.Unary, service, "Anything", marshaller, marshaller);

        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => Fixture.Calls(Fixture.Key).AsyncUnaryCall(method, null, new CallOptions(), "").ResponseAsync);

        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
    }

    [Fact]
    public async Task A_call_over_HTTP_1_is_told_to_come_over_HTTP_2()
    {
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new("application/grpc");

        var answer = await Fixture.SendAsync(
            HttpMethod.Post, "/automation.ingestion.v1.ShopService/GetShop", content, Fixture.Key);

        Assert.Equal(("3", "application/grpc"), (answer.Headers["grpc-status"], answer.MediaType));
        Assert.Contains("HTTP/2", answer.Headers["grpc-message"], StringComparison.Ordinal);
    }

    /// <summary>An event of about so many bytes, all of one shopper for each name.</summary>
    static Event Sized(string name, int size) => new()
    {
        EventId = Guid.NewGuid().ToString(),
        Identifiers = new Identifiers { UserId = name },
        Custom = new CustomEvent { Name = "sized", Properties = new Struct { Fields = { ["x"] = Value.ForString(new string('x', size)) } } },
    };

    static string ReasonOf(RpcException refusal) =>
        FaultStatus.ReadDetails(refusal)!.Details.Single(any => any.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>().Reason;
}
