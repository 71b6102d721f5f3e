using System.Text.Json;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>What the answers about events say beside the outcome, as their JSON: what was left out, and why one was refused.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Saying_what_was_left_out(GatewayFixture gateway) : GatewayTest(gateway)
{
    [Theory]
    [InlineData("phone", "030 1234567", "FIELD_INVALID")]
    [InlineData("phone", "+49 30 1234567 ext. 5", "FIELD_INVALID")]
    [InlineData("email", "root@localhost", "FIELD_INVALID")]
    [InlineData("anonymousId", "[object Object]", "PLACEHOLDER_IDENTIFIER")]
    public async Task An_identifier_that_names_nobody_costs_itself_and_no_order(string member, string value, string reason)
    {
        var user = Guid.NewGuid().ToString();
        var answer = await PostAsync("/v1/events", Event($$"""{"userId":"{{user}}","{{member}}":"{{value}}"}""", Order));

        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal("OUTCOME_RECORDED", answer.Json.GetProperty("outcome").GetString());
        AssertWarning(Assert.Single(answer.Json.GetProperty("warnings").EnumerateArray()), reason, Field(member));
        var logged = Assert.Single(await EventsAsync(answer));
        Assert.Equal("o", logged.GetProperty("orderCompleted").GetProperty("orderId").GetString());
        var identifier = Assert.Single(logged.GetProperty("identifiers").EnumerateObject());
        Assert.Equal(("userId", user), (identifier.Name, identifier.Value.GetString()));
    }

    [Fact]
    public async Task Nothing_left_out_is_no_warning()
    {
        var answer = await PostAsync("/v1/events", Event("""{"phone":"+49 (0)30/1234567"}""", Order));
        Assert.True(answer.Status == 200, answer.Body);
        Assert.False(answer.Json.TryGetProperty("warnings", out var warnings) && warnings.GetArrayLength() > 0, answer.Body);
    }

    [Theory]
    [InlineData("""{"userId":"undefined"}""", "", "PLACEHOLDER_IDENTIFIER", "event.identifiers.user_id")]
    [InlineData("""{"anonymousId":"NaN"}""", "", "PLACEHOLDER_IDENTIFIER", "event.identifiers.anonymous_id")]
    [InlineData("""{"userId":"u"}""", "1999-12-31T23:59:59.999Z", "OCCUR_TIME_TOO_OLD", "event.occur_time")]
    [InlineData("""{"userId":"u"}""", "0001-01-01T00:00:00Z", "OCCUR_TIME_TOO_OLD", "event.occur_time")]
    public async Task An_event_of_nobody_or_from_before_2000_is_refused(string identifiers, string occurTime, string reason, string field)
    {
        var answer = await PostAsync("/v1/events", Event(identifiers, Order, occurTime));
        Assert.True(answer.Status == 400, answer.Body);
        Assert.Equal(reason, answer.Reason);
        Assert.Equal([field], answer.Fields);
        Assert.NotEmpty(answer.Detail);
    }

    [Fact]
    public async Task A_batch_says_it_by_index_and_of_all_that_they_are_history()
    {
        var user = Guid.NewGuid().ToString();
        var batch = await PostAsync("/v1/events:batch", $$"""
            {"history":true,"events":[
              {{Event($$"""{"userId":"{{user}}"}""", Order, Past)}},
              {{Event($$"""{"userId":"{{user}}","phone":"12"}""", Order, Past)}},
              {{Event("""{"userId":"null"}""", Order, Past)}},
              {{Event("""{"userId":"u"}""", Order, "1970-01-01T00:00:00Z")}},
              {{Event("""{"userId":"u"}""", Order)}}
            ]}
            """);

        Assert.True(batch.Status == 200, batch.Body);
        Assert.Equal(
            ["OUTCOME_RECORDED", "OUTCOME_RECORDED", "OUTCOME_REJECTED", "OUTCOME_REJECTED", "OUTCOME_REJECTED"],
            batch.Json.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetString()));
        var warned = Assert.Single(batch.Json.GetProperty("warnings").EnumerateObject());
        Assert.Equal("1", warned.Name);
        AssertWarning(Assert.Single(warned.Value.GetProperty("warnings").EnumerateArray()), "FIELD_INVALID", "identifiers.phone");
        Assert.Equal(
            [("2", "PLACEHOLDER_IDENTIFIER", "identifiers.user_id"), ("3", "OCCUR_TIME_TOO_OLD", "occur_time"), ("4", "FIELD_REQUIRED", "occur_time")],
            batch.Json.GetProperty("rejections").EnumerateObject().Select(rejection =>
                (rejection.Name, rejection.Value.GetProperty("reason").GetString(), rejection.Value.GetProperty("field").GetString())));

        var found = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers:lookUp?identifiers.user_id={user}");
        var logged = await EventsAsync(found);
        Assert.Equal(2, logged.Count);
        Assert.All(logged, one => Assert.True(one.GetProperty("history").GetBoolean()));
    }

    [Fact]
    public async Task One_event_can_be_history_by_itself()
    {
        var user = Guid.NewGuid().ToString();
        await PostAsync("/v1/events", Event($$"""{"userId":"{{user}}"}""", Order));
        var past = await PostAsync("/v1/events", Event($$"""{"userId":"{{user}}"}""", $$"""{{Order}},"history":true""", Past));
        var logged = await EventsAsync(past);
        Assert.True(logged[0].GetProperty("history").GetBoolean());
        Assert.False(logged[1].TryGetProperty("history", out var isHistory) && isHistory.GetBoolean());
    }

    const string Past = "2025-11-03T10:00:00Z";

    const string Order = """
        "orderCompleted":{"orderId":"o","lines":[{"productId":"p","quantity":1,"unitPrice":{"currencyCode":"EUR","units":"3"}}],"total":{"currencyCode":"EUR","units":"3"}}
        """;

    static string Event(string identifiers, string action, string occurTime = "") =>
        $$"""{"eventId":"{{Guid.NewGuid()}}",{{(occurTime.Length > 0 ? $"\"occurTime\":\"{occurTime}\"," : "")}}"identifiers":{{identifiers}},{{action}}}""";

    static string Field(string member) => $"identifiers.{(member == "anonymousId" ? "anonymous_id" : member)}";

    static void AssertWarning(JsonElement warning, string reason, string field)
    {
        Assert.Equal((reason, field), (warning.GetProperty("reason").GetString(), warning.GetProperty("field").GetString()));
        Assert.StartsWith($"{field} was left out: ", warning.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    Task<RestAnswer> PostAsync(string path, string json) => Fixture.SendAsync(HttpMethod.Post, path, json);

    async Task<IReadOnlyList<JsonElement>> EventsAsync(RestAnswer ofShopper)
    {
        var listed = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{ofShopper.Json.GetProperty("shopperId").GetString()}/events");
        return [.. listed.Json.GetProperty("events").EnumerateArray().Select(logged => logged.GetProperty("event"))];
    }
}
