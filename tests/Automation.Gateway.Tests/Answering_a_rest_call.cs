using System.Net.Http.Headers;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Npgsql;
using Xunit;

namespace Automation.Gateway.Tests;

[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Answering_a_rest_call(GatewayFixture gateway) : GatewayTest(gateway)
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_answer_is_canonical_protobuf_JSON()
    {
        var ann = new Identifiers { Email = $"{Guid.NewGuid():N}@example.com" };
        await Fixture.RecordAsync(ann, new Event
        {
            ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["plan"] = Value.ForString("ü<&>") } } },
        });
        var last = await Fixture.RecordAsync(ann, new Event
        {
            CartUpdated = new CartUpdated { CartId = "c", Lines = { new LineItem { ProductId = "p" } } },
        });

        var answer = await Fixture.SendAsync(
            HttpMethod.Get,
            $"/v1/shoppers/{last.ShopperId}/profile?min_position.partition={last.Position.Partition}&min_position.sequence={last.Position.Sequence}");

        Assert.Equal((200, "application/json"), (answer.Status, answer.MediaType));
        var profile = answer.Json.GetProperty("profile");
        Assert.Equal($"{last.Position.Sequence}", profile.GetProperty("position").GetProperty("sequence").GetString());
        Assert.Equal("2026-01-31T09:30:00.250Z", profile.GetProperty("createTime").GetString());
        Assert.Equal("ü<&>", profile.GetProperty("traits").GetProperty("plan").GetString());
        Assert.Equal("CART_STATE_ACTIVE", profile.GetProperty("carts")[0].GetProperty("state").GetString());
        Assert.False(profile.TryGetProperty("phone", out _), "A field with its default value is left out.");
    }

    [Fact]
    public async Task Maps_and_lists_keep_their_canonical_form()
    {
        var events = Enumerable.Range(0, 4).Select(i =>
            $$$"""{"eventId":"{{{(i == 3 ? "" : Guid.NewGuid().ToString())}}}","identifiers":{"userId":"u"},"cartViewed":{"cartId":"c"}}""");

        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events:batch", $$"""{"events":[{{string.Join(',', events)}}]}""");

        Assert.Equal("""["OUTCOME_RECORDED","OUTCOME_RECORDED","OUTCOME_RECORDED","OUTCOME_REJECTED"]""",
            answer.Json.GetProperty("outcomes").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("FIELD_REQUIRED", answer.Json.GetProperty("rejections").GetProperty("3").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task HEAD_is_GET_without_the_body()
    {
        var get = await Fixture.SendAsync(HttpMethod.Get, "/v1/shop");
        var head = await Fixture.SendAsync(HttpMethod.Head, "/v1/shop");

        Assert.Equal((200, ""), (head.Status, head.Body));
        Assert.Equal(get.Headers["Content-Length"], head.Headers["Content-Length"]);
    }

    [Fact]
    public async Task OPTIONS_says_what_a_path_allows()
    {
        var answer = await Fixture.SendAsync(HttpMethod.Options, "/v1/shop/keys", null, null);

        Assert.Equal(204, answer.Status);
        Assert.Equal("GET, HEAD, OPTIONS, POST", answer.Headers["Allow"]);
    }

    [Fact]
    public async Task Another_method_is_refused_with_those_that_are_allowed()
    {
        var answer = await Fixture.SendAsync(HttpMethod.Put, "/v1/events", "{}");

        Assert.Equal((405, "METHOD_NOT_ALLOWED"), (answer.Status, answer.Reason));
        Assert.Equal("OPTIONS, POST", answer.Headers["Allow"]);
    }

    [Theory]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/v2/events")]
    [InlineData("POST", "/automation.ingestion.v1.IngestionService/RecordEvent")]
    public async Task An_unknown_path_is_a_problem_too(string method, string path)
    {
        var answer = await Fixture.SendAsync(new HttpMethod(method), path, method == "POST" ? "{}" : null);

        Assert.Equal((404, "ROUTE_UNKNOWN"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task A_fault_arrives_with_everything_that_the_service_said()
    {
        var wrong = new UpsertProductsRequest { RequestId = "7", Products = { new Product(), new Product { ProductId = "p", Title = "T" } } };
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await Fixture.Catalog.UpsertProductsAsync(wrong));
        var details = FaultStatus.ReadDetails(refusal)!.Details;
        var said = details.Single(any => any.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        var violations = details.Single(any => any.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations;

        var answer = await Fixture.SendAsync(
            HttpMethod.Post, "/v1/products:upsert", """{"requestId":"7","products":[{},{"productId":"p","title":"T"}]}""");

        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Equal(
            ($"urn:automation:reason:{said.Reason}", "Bad Request", 400, refusal.Status.Detail, said.Reason, said.Domain),
            (Text("type"), Text("title"), answer.Json.GetProperty("status").GetInt32(), answer.Detail, answer.Reason, Text("domain")));
        Assert.True(violations.Count > 2, $"{violations}");
        Assert.Equal(violations.Select(violation => violation.Field), answer.Fields);
        Assert.Equal(violations[1].Description, answer.Json.GetProperty("violations")[1].GetProperty("description").GetString());
        Assert.Equal(
            said.Metadata.ToDictionary(),
            answer.Json.GetProperty("metadata").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!));
        Assert.Equal(32, Text("traceId").Length);

        string Text(string name) => answer.Json.GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData("POST", "/v1/events", """{"eventId":"e","identifiers":{"userId":"u"}}""", 400, "FIELD_REQUIRED")]
    [InlineData("POST", "/v1/events", """{"eventId":"e","identifiers":{"userId":"u"},"messageSettled":{"messageId":"m"}}""", 403, "SERVICE_CREDENTIAL_REQUIRED")]
    [InlineData("GET", "/v1/products/nobody-sells-this", null, 404, "NOT_FOUND")]
    [InlineData("PUT", "/v1/send-policy", """{"etag":"of-another-time"}""", 409, "ETAG_MISMATCH")]
    public async Task What_services_refuse_for_real_has_its_HTTP_status(string method, string path, string? body, int status, string reason)
    {
        var answer = await Fixture.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal((status, reason), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task A_defect_of_a_service_tells_nothing_of_it()
    {
        var productId = $"damaged-{Guid.NewGuid():N}";
        await Fixture.PutProductAsync(productId);
        // A row that the service's own code can never have written.
        await using (var connection = new NpgsqlConnection(Fixture.Suite.Databases["recommendations"]))
        {
            await connection.OpenAsync();
            await using var damage = new NpgsqlCommand("UPDATE recommendations.products SET catalog = '\\xff' WHERE product_id = $1", connection)
            {
                Parameters = { new() { Value = productId } },
            };
            Assert.Equal(1, await damage.ExecuteNonQueryAsync());
        }

        var answer = await Fixture.SendAsync(HttpMethod.Get, $"/v1/products/{productId}");

        Assert.Equal((500, "INTERNAL"), (answer.Status, answer.Reason));
        Assert.DoesNotContain("rotobuf", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(productId, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_that_the_caller_gives_is_kept_and_ends_the_call_behind()
    {
        var (trace, service) = (new Arrivals(), Fixture.Suite["recommendations"]);
        await using var held = await Fixture.HoldProductsAsync();

        var answer = await Fixture.SendAsync(
            HttpMethod.Get, "/v1/products/p", null, Fixture.Key, ("grpc-timeout", "2S"), trace.Header);

        Assert.Equal((504, "DEADLINE_EXCEEDED"), (answer.Status, answer.Reason));
        await trace.UntilEndedAsync(service, "/GetProduct", s_timeout);
    }

    [Fact]
    public async Task A_service_that_stands_still_costs_no_more_than_the_time_that_was_given()
    {
        Fixture.Suite["recommendations"].Freeze();
        try
        {
            var answer = await Fixture.SendAsync(HttpMethod.Get, "/v1/products/p", null, Fixture.Key, ("grpc-timeout", "700m"));

            Assert.Equal((504, "DEADLINE_EXCEEDED"), (answer.Status, answer.Reason));
            Assert.Equal(200, (await Fixture.SendAsync(HttpMethod.Get, "/v1/shop")).Status);
        }
        finally
        {
            Fixture.Suite["recommendations"].Thaw();
        }
        await Fixture.PutProductAsync("thawed");
        Assert.Equal(200, (await Fixture.SendAsync(HttpMethod.Get, "/v1/products/thawed")).Status);
    }

    [Theory]
    [InlineData("700")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    public async Task A_time_that_cannot_be_read_is_refused(string timeout)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Get, "/v1/shop", null, Fixture.Key, ("grpc-timeout", timeout));

        Assert.Equal((400, "FIELD_INVALID"), (answer.Status, answer.Reason));
        Assert.Equal(["grpc-timeout"], answer.Fields);
    }

    [Fact]
    public async Task A_time_longer_than_all_time_is_long_enough()
    {
        var answer = await Fixture.SendAsync(HttpMethod.Get, "/v1/shop", null, Fixture.Key, ("grpc-timeout", "99999999H"));

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_call_behind()
    {
        var (trace, service) = (new Arrivals(), Fixture.Suite["recommendations"]);
        await using var held = await Fixture.HoldProductsAsync();
        using var client = new HttpClient();
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Fixture.Gateway.HttpAddress, "/v1/products/p"));
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(Fixture.Key);
        request.Headers.Add(trace.Header.Name, trace.Header.Value);

        var call = client.SendAsync(request, leave.Token);
        await trace.UntilBegunAsync(service, "/GetProduct");
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await trace.UntilEndedAsync(service, "/GetProduct", s_timeout);
    }

    [Fact]
    public async Task The_callers_trace_goes_on_in_the_service()
    {
        var trace = new Arrivals();

        await Fixture.SendAsync(HttpMethod.Get, "/v1/shop", null, Fixture.Key, trace.Header);

        await trace.UntilEndedAsync(Fixture.Suite["ingestion"], "/GetShop");
    }
}
