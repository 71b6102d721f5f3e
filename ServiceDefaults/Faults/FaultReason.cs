using Grpc.Core;

namespace Automation.ServiceDefaults.Faults;

/// <summary>One reason, one meaning. The catalogue is <see cref="FaultReasons"/>, explained in docs/errors.md.</summary>
/// <param name="Code">Stable UPPER_SNAKE_CASE code, ErrorInfo.reason.</param>
/// <param name="Status">The gRPC status it is answered with.</param>
public sealed record FaultReason(string Code, StatusCode Status);

/// <summary>Every reason the suite answers with.</summary>
public static class FaultReasons
{
    /// <summary>A required field is missing.</summary>
    public static readonly FaultReason FieldRequired = new("FIELD_REQUIRED", StatusCode.InvalidArgument);

    /// <summary>A field has a value that it must not have.</summary>
    public static readonly FaultReason FieldInvalid = new("FIELD_INVALID", StatusCode.InvalidArgument);

    /// <summary>There is no such field or parameter.</summary>
    public static readonly FaultReason FieldUnknown = new("FIELD_UNKNOWN", StatusCode.InvalidArgument);

    /// <summary>A text or list is longer than allowed.</summary>
    public static readonly FaultReason FieldTooLong = new("FIELD_TOO_LONG", StatusCode.InvalidArgument);

    /// <summary>The body is not what the contract says, for example malformed JSON.</summary>
    public static readonly FaultReason RequestMalformed = new("REQUEST_MALFORMED", StatusCode.InvalidArgument);

    /// <summary>A REST body or a gRPC message is over the limit; HTTP 413.</summary>
    public static readonly FaultReason RequestTooLarge = new("REQUEST_TOO_LARGE", StatusCode.InvalidArgument);

    /// <summary>A REST body is not JSON in UTF-8; HTTP 415.</summary>
    public static readonly FaultReason ContentTypeUnsupported = new("CONTENT_TYPE_UNSUPPORTED", StatusCode.InvalidArgument);

    /// <summary>Nothing is served at this REST path.</summary>
    public static readonly FaultReason RouteUnknown = new("ROUTE_UNKNOWN", StatusCode.NotFound);

    /// <summary>The REST path does not answer this HTTP method; HTTP 405.</summary>
    public static readonly FaultReason MethodNotAllowed = new("METHOD_NOT_ALLOWED", StatusCode.Unimplemented);

    /// <summary>An event is over 32 KB.</summary>
    public static readonly FaultReason EventTooLarge = new("EVENT_TOO_LARGE", StatusCode.InvalidArgument);

    /// <summary>A batch is over 500 events or 500 KB.</summary>
    public static readonly FaultReason BatchTooLarge = new("BATCH_TOO_LARGE", StatusCode.InvalidArgument);

    /// <summary>An event claims to be from more than ten minutes ahead.</summary>
    public static readonly FaultReason OccurTimeInFuture = new("OCCUR_TIME_IN_FUTURE", StatusCode.InvalidArgument);

    /// <summary>A derived event is deeper than 16.</summary>
    public static readonly FaultReason DerivedTooDeep = new("DERIVED_TOO_DEEP", StatusCode.InvalidArgument);

    /// <summary>A page token is not one that was answered for this list.</summary>
    public static readonly FaultReason PageTokenInvalid = new("PAGE_TOKEN_INVALID", StatusCode.InvalidArgument);

    /// <summary>No credential, or not one that opens anything.</summary>
    public static readonly FaultReason CredentialInvalid = new("CREDENTIAL_INVALID", StatusCode.Unauthenticated);

    /// <summary>The call is for services of the suite only.</summary>
    public static readonly FaultReason ServiceCredentialRequired =
        new("SERVICE_CREDENTIAL_REQUIRED", StatusCode.PermissionDenied);

    /// <summary>A service credential named no shop, or one that is not there.</summary>
    public static readonly FaultReason ShopUnknown = new("SHOP_UNKNOWN", StatusCode.NotFound);

    /// <summary>Nothing has this name in the caller's shop.</summary>
    public static readonly FaultReason NotFound = new("NOT_FOUND", StatusCode.NotFound);

    /// <summary>Something else already has this name.</summary>
    public static readonly FaultReason AlreadyExists = new("ALREADY_EXISTS", StatusCode.AlreadyExists);

    /// <summary>The thing changed since the caller read it; read it again.</summary>
    public static readonly FaultReason EtagMismatch = new("ETAG_MISMATCH", StatusCode.Aborted);

    /// <summary>The required log position was not reached in time; try again.</summary>
    public static readonly FaultReason PositionNotReached = new("POSITION_NOT_REACHED", StatusCode.Unavailable);

    /// <summary>The database cannot be used now; try again.</summary>
    public static readonly FaultReason DatabaseUnavailable = new("DATABASE_UNAVAILABLE", StatusCode.Unavailable);

    /// <summary>Another service that is needed does not answer; try again.</summary>
    public static readonly FaultReason PeerUnavailable = new("PEER_UNAVAILABLE", StatusCode.Unavailable);

    /// <summary>This replica is going down; another one or its successor takes the call.</summary>
    public static readonly FaultReason ServiceStopping = new("SERVICE_STOPPING", StatusCode.Unavailable);

    /// <summary>Too much at once; try again after the delay of RetryInfo.</summary>
    public static readonly FaultReason Overloaded = new("OVERLOADED", StatusCode.ResourceExhausted);

    /// <summary>The caller's time ran out.</summary>
    public static readonly FaultReason DeadlineExceeded = new("DEADLINE_EXCEEDED", StatusCode.DeadlineExceeded);

    /// <summary>The caller went away.</summary>
    public static readonly FaultReason Cancelled = new("CANCELLED", StatusCode.Cancelled);

    /// <summary>A defect of the suite; its log has more under the trace id.</summary>
    public static readonly FaultReason Internal = new("INTERNAL", StatusCode.Internal);
}
