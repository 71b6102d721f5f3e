using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.Gateway.Problems;

/// <summary>The canonical table from gRPC to HTTP, and the reasons for which HTTP has a status of its own.</summary>
static class HttpStatus
{
    static readonly Dictionary<FaultReason, int> s_own = new()
    {
        [FaultReasons.MethodNotAllowed] = StatusCodes.Status405MethodNotAllowed,
        [FaultReasons.RequestTooLarge] = StatusCodes.Status413PayloadTooLarge,
        [FaultReasons.ContentTypeUnsupported] = StatusCodes.Status415UnsupportedMediaType,
    };

    public static int Of(FaultReason reason) => s_own.TryGetValue(reason, out var status) ? status : Of(reason.Status);

    public static int Of(StatusCode status) => status switch
    {
        StatusCode.OK => StatusCodes.Status200OK,
        StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
