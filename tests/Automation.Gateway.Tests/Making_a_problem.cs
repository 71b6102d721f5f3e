using Automation.Gateway.Problems;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>From what a service refuses with to what HTTP says of it.</summary>
public class Making_a_problem
{
    public static TheoryData<string, int> Statuses => new()
    {
        { "Cancelled", 499 }, { "Unknown", 500 }, { "InvalidArgument", 400 }, { "DeadlineExceeded", 504 }, { "NotFound", 404 },
        { "AlreadyExists", 409 }, { "PermissionDenied", 403 }, { "Unauthenticated", 401 }, { "ResourceExhausted", 429 },
        { "FailedPrecondition", 400 }, { "Aborted", 409 }, { "OutOfRange", 400 }, { "Unimplemented", 501 }, { "Internal", 500 },
        { "Unavailable", 503 }, { "DataLoss", 500 },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Every_gRPC_status_has_its_HTTP_status(string status, int http)
    {
        var answer = await WriteAsync(new Fault(new FaultReason("REASON_OF_THIS_TEST", Enum.Parse<StatusCode>(status)), "what happened"));

        Assert.Equal((http, "REASON_OF_THIS_TEST", "what happened"), (answer.Status, answer.Reason, answer.Detail));
        Assert.Equal(http == 401, answer.Headers.ContainsKey("WWW-Authenticate"));
    }

    [Theory]
    [InlineData(2_100, "3")]
    [InlineData(1, "1")]
    [InlineData(60_000, "60")]
    public async Task A_delay_before_the_next_try_is_a_header_in_whole_seconds(int milliseconds, string header)
    {
        var answer = await WriteAsync(
            new Fault(FaultReasons.Overloaded, "too much") { RetryDelay = TimeSpan.FromMilliseconds(milliseconds) });

        Assert.Equal((429, header), (answer.Status, answer.Headers["Retry-After"]));
    }

    [Fact]
    public async Task Everything_that_a_service_says_is_in_it()
    {
        var answer = await WriteAsync(new Fault(FaultReasons.FieldTooLong, "event.event_id: is over 100 characters")
        {
            Violations =
            [
                Violation.TooLong("event.event_id", "is over 100 characters; shorten it."),
                Violation.Invalid("event.occur_time", "is in the future."),
            ],
            Metadata = new Dictionary<string, string> { ["limit"] = "100" },
        });

        Assert.Equal(
            ("urn:automation:reason:FIELD_TOO_LONG", "Bad Request", "automation"),
            (answer.Json.GetProperty("type").GetString(), answer.Json.GetProperty("title").GetString(), answer.Json.GetProperty("domain").GetString()));
        Assert.Equal(["event.event_id", "event.occur_time"], answer.Fields);
        Assert.Equal("is in the future.", answer.Json.GetProperty("violations")[1].GetProperty("description").GetString());
        Assert.Equal("100", answer.Json.GetProperty("metadata").GetProperty("limit").GetString());
    }

    /// <summary>What a caller reads when a service ended a call with a fault.</summary>
    static async Task<RestAnswer> WriteAsync(Fault fault)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await Problem.Of(FaultStatus.ToRpcException(fault)).WriteAsync(context);
        return new RestAnswer(
            context.Response.StatusCode,
            context.Response.ContentType,
            System.Text.Encoding.UTF8.GetString(body.ToArray()),
            context.Response.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase));
    }
}
