using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Faults;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace Automation.Gateway.Problems;

/// <summary>A refusal as RFC 9457 writes it, with what gRPC callers find in the status details.</summary>
sealed record Problem
{
    // Never part of a page: quotes and angle brackets may stand for themselves.
    static readonly ProblemJson s_json = new(new JsonSerializerOptions(ProblemJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Names the reason for ever; docs/errors.md explains it.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    /// <summary>Stable code to branch on.</summary>
    public required string Reason { get; init; }

    public required string Domain { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FieldViolation>? Violations { get; init; }

    /// <summary>Finds the call in traces and logs.</summary>
    public string? TraceId { get; init; }

    [JsonIgnore]
    public TimeSpan? RetryDelay { get; init; }

    public static Problem Of(Fault fault) =>
        Create(fault.Reason.Code, HttpStatus.Of(fault.Reason), fault.Message) with
        {
            Metadata = fault.Metadata.Count > 0 ? fault.Metadata : null,
            Violations = fault.Violations.Count > 0 ? fault.Violations : null,
            RetryDelay = fault.RetryDelay,
        };

    /// <summary>What a service answered; a status without details is the transport's own.</summary>
    public static Problem Of(RpcException exception)
    {
        var details = FaultStatus.ReadDetails(exception)?.Details ?? [];
        var info = details.Where(any => any.Is(ErrorInfo.Descriptor)).Select(any => any.Unpack<ErrorInfo>()).FirstOrDefault();
        if (info is null)
            return Of(OfTransport(exception));
        var wrong = details.Where(any => any.Is(BadRequest.Descriptor))
            .SelectMany(any => any.Unpack<BadRequest>().FieldViolations)
            .Select(violation => new FieldViolation(violation.Field, violation.Description))
            .ToList();
        var retry = details.Where(any => any.Is(RetryInfo.Descriptor)).Select(any => any.Unpack<RetryInfo>()).FirstOrDefault();
        return Create(info.Reason, HttpStatus.Of(exception.StatusCode), exception.Status.Detail) with
        {
            Domain = info.Domain,
            Metadata = info.Metadata.Count > 0 ? info.Metadata.ToDictionary() : null,
            Violations = wrong.Count > 0 ? wrong : null,
            RetryDelay = retry?.RetryDelay.ToTimeSpan(),
        };
    }

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (RetryDelay is { } delay)
            response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var traced = this with { TraceId = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier };
        var body = JsonSerializer.SerializeToUtf8Bytes(traced, s_json.Problem);
        response.ContentLength = body.Length;
        // The server leaves the body out of an answer to HEAD.
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    static Problem Create(string reason, int status, string detail) => new()
    {
        Type = $"urn:automation:reason:{reason}",
        Title = ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Client Closed Request",
        Status = status,
        Detail = detail,
        Reason = reason,
        Domain = FaultStatus.Domain,
    };

    static Fault OfTransport(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.DeadlineExceeded => new Fault(FaultReasons.DeadlineExceeded, "The answer took too long; try again."),
        StatusCode.Cancelled => new Fault(FaultReasons.Cancelled, "The call ended before the answer was there."),
        StatusCode.Unimplemented => new Fault(FaultReasons.PeerUnavailable, "The service that is needed does not answer; try again."),
        _ when PeerUnavailability.Is(exception) =>
            new Fault(FaultReasons.PeerUnavailable, "The service that is needed does not answer; try again."),
        _ => new Fault(FaultReasons.Internal, "Something went wrong on our side; the trace id finds it in the logs."),
    };
}

[JsonSerializable(typeof(Problem))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class ProblemJson : JsonSerializerContext;
