using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>Each event of a batch stands on its own, whoever finds what is wrong with it.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Reading_a_batch(GatewayFixture gateway) : GatewayTest(gateway)
{
    public static TheoryData<string, string, string> Wrong => new()
    {
        { "null", "FIELD_INVALID", "" },
        { "7", "FIELD_INVALID", "" },
        { "[{}]", "FIELD_INVALID", "" },
        { """{"eventId":"e","colour":"red"}""", "FIELD_UNKNOWN", "colour" },
        { """{"eventId":7}""", "FIELD_INVALID", "event_id" },
        { """{"cartViewed":{"cartId":"c"},"cartUpdated":{"cartId":"c"}}""", "FIELD_INVALID", "cart_updated" },
        { """{"custom":{"name":"n","properties":{"id":9007199254740993}}}""", "FIELD_INVALID", "custom.properties.id" },
        { """{"custom":{"name":"\ud800"}}""", "FIELD_INVALID", "custom.name" },
        { """{"\ud800":1}""", "FIELD_INVALID", "" },
        { """{"consentChanged":{"channel":"CHANNEL_PIGEON"}}""", "FIELD_INVALID", "consent_changed.channel" },
        { """{"cartUpdated":{"lines":[{},null]}}""", "FIELD_INVALID", "cart_updated.lines[1]" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task One_that_cannot_be_read_is_rejected_and_the_others_are_recorded(string wrong, string reason, string field)
    {
        var (first, last) = (Good(), Good());

        var answer = await SendAsync(first, wrong, """{"eventId":"","identifiers":{"userId":"u"},"cartViewed":{"cartId":"c"}}""", last);

        Assert.Equal(["RECORDED", "REJECTED", "REJECTED", "RECORDED"], Outcomes(answer));
        var rejections = answer.Json.GetProperty("rejections");
        Assert.Equal(["1", "2"], rejections.EnumerateObject().Select(rejection => rejection.Name));
        var own = rejections.GetProperty("1");
        Assert.Equal(
            (reason, field),
            (own.GetProperty("reason").GetString(), own.TryGetProperty("field", out var named) ? named.GetString() : ""));
        Assert.StartsWith(field.Length == 0 ? "The event " : $"{field} ", own.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("event_id", rejections.GetProperty("2").GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_batch_of_nothing_but_such_is_answered_with_their_rejections()
    {
        var answer = await SendAsync("null", """{"colour":1}""", "\"event\"");

        Assert.Equal(["REJECTED", "REJECTED", "REJECTED"], Outcomes(answer));
        Assert.Equal(
            ["FIELD_INVALID", "FIELD_UNKNOWN", "FIELD_INVALID"],
            answer.Json.GetProperty("rejections").EnumerateObject().Select(rejection => rejection.Value.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_repeat_of_the_mended_batch_records_only_what_was_wrong()
    {
        var (first, second) = (Good(), Good());
        await SendAsync(first, second.Replace("cartViewed", "cartSeen", StringComparison.Ordinal));

        Assert.Equal(["DUPLICATE", "RECORDED"], Outcomes(await SendAsync(first, second)));
    }

    [Theory]
    [InlineData("""{"events":[{"colour":1}],"colour":1}""", "FIELD_UNKNOWN", "colour")]
    [InlineData("""{"events":{}}""", "FIELD_INVALID", "events")]
    [InlineData("""{"events":null}""", "FIELD_REQUIRED", "events")]
    [InlineData("""{"events":[null],"history":"perhaps"}""", "FIELD_INVALID", "history")]
    public async Task What_is_wrong_around_the_events_is_wrong_with_the_batch(string body, string reason, string field)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events:batch", body);

        Assert.True(answer.Status == 400, answer.Body);
        Assert.Equal(reason, answer.Reason);
        Assert.Equal([field], answer.Fields);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("""{"events":[{},}""")]
    public async Task What_is_no_batch_at_all_is_refused(string body)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events:batch", body);

        Assert.True(answer.Status == 400, answer.Body);
    }

    [Fact]
    public async Task More_than_500_are_too_many_also_when_they_cannot_be_read()
    {
        var answer = await SendAsync([.. Enumerable.Repeat("null", 501)]);

        Assert.Equal((400, "BATCH_TOO_LARGE"), (answer.Status, answer.Reason));
    }

    Task<RestAnswer> SendAsync(params string[] events) =>
        Fixture.SendAsync(HttpMethod.Post, "/v1/events:batch", $$"""{"events":[{{string.Join(',', events)}}]}""");

    static string Good() => $$$"""{"eventId":"{{{Guid.NewGuid()}}}","identifiers":{"userId":"u"},"cartViewed":{"cartId":"c"}}""";

    static IEnumerable<string> Outcomes(RestAnswer answer)
    {
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetString()!["OUTCOME_".Length..]);
    }
}
