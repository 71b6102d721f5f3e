using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Automation.ServiceDefaults.Telemetry;

/// <summary>
/// Names the server span of a gRPC call by its method and gives it the status that the caller got, read from what went out: so it is
/// right too where the gateway passes a call on and where a middleware replaces the framework's answer.
/// OpenTelemetry's own reading of gRPC, experimental, knows neither.
/// </summary>
static partial class GrpcSpan
{
    const string StatusHeader = "grpc-status";

    static readonly FrozenDictionary<StatusCode, string> s_names = Enum.GetValues<StatusCode>()
        .ToFrozenDictionary(status => status, status => BetweenWords().Replace(status.ToString(), "_").ToUpperInvariant());

    /// <summary>Called for recorded spans only, after the HTTP conventions were written.</summary>
    public static void Describe(Activity activity, HttpResponse response)
    {
        var request = response.HttpContext.Request;
        if (request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
            return;
        var method = request.Path.Value!.TrimStart('/');
        activity.DisplayName = method;
        activity.SetTag("rpc.system.name", "grpc");
        activity.SetTag("rpc.method", method);
        // What the framework noted under names of its own, before anything else had its say.
        activity.SetTag("grpc.method", null);
        activity.SetTag("grpc.status_code", null);
        var status = StatusOf(response);
        activity.SetTag("rpc.response.status_code", NameOf(status));
        if (!IsServerError(status))
            return;
        activity.SetTag("error.type", NameOf(status));
        activity.SetStatus(ActivityStatusCode.Error);
    }

    // A call that ended without one was cut off.
    static StatusCode StatusOf(HttpResponse response)
    {
        var trailers = response.HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var text = trailers?.TryGetValue(StatusHeader, out var trailer) == true ? trailer : response.Headers[StatusHeader];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? (StatusCode)code : StatusCode.Cancelled;
    }

    // By the conventions these are failures of the server; the others tell the caller something.
    static bool IsServerError(StatusCode status) => status
        is StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Unimplemented or StatusCode.Internal
        or StatusCode.Unavailable or StatusCode.DataLoss;

    static string NameOf(StatusCode status) => s_names.GetValueOrDefault(status) ?? status.ToString("D");

    // The protocol's spelling: DEADLINE_EXCEEDED, not DeadlineExceeded.
    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex BetweenWords();
}
