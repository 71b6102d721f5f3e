using Automation.Validation;
using Grpc.Core;

namespace Automation.ServiceDefaults.Faults;

/// <summary>One reason, one meaning. The catalogue is <see cref="FaultReasons"/>, explained in docs/errors.md.</summary>
/// <param name="Code">Stable UPPER_SNAKE_CASE code, ErrorInfo.reason.</param>
/// <param name="Status">The gRPC status it is answered with.</param>
public sealed record FaultReason(string Code, StatusCode Status);

/// <summary>Every reason the suite answers with.</summary>
public static class FaultReasons
{
    static readonly Dictionary<string, FaultReason> s_byCode = [];

    /// <summary>A required field is missing.</summary>
    public static readonly FaultReason FieldRequired = Add(ViolationReason.Required, StatusCode.InvalidArgument);

    /// <summary>A field has a value that it must not have.</summary>
    public static readonly FaultReason FieldInvalid = Add(ViolationReason.Invalid, StatusCode.InvalidArgument);

    /// <summary>There is no such field or parameter.</summary>
    public static readonly FaultReason FieldUnknown = Add(ViolationReason.Unknown, StatusCode.InvalidArgument);

    /// <summary>A text or list is longer than allowed.</summary>
    public static readonly FaultReason FieldTooLong = Add(ViolationReason.TooLong, StatusCode.InvalidArgument);

    /// <summary>The body is not what the contract says, for example malformed JSON.</summary>
    public static readonly FaultReason RequestMalformed = Add("REQUEST_MALFORMED", StatusCode.InvalidArgument);

    /// <summary>A REST body or a gRPC message is over the limit; HTTP 413.</summary>
    public static readonly FaultReason RequestTooLarge = Add("REQUEST_TOO_LARGE", StatusCode.InvalidArgument);

    /// <summary>A REST body is not JSON in UTF-8; HTTP 415.</summary>
    public static readonly FaultReason ContentTypeUnsupported = Add("CONTENT_TYPE_UNSUPPORTED", StatusCode.InvalidArgument);

    /// <summary>A gRPC message is compressed, which is not taken.</summary>
    public static readonly FaultReason CompressionUnsupported = Add("COMPRESSION_UNSUPPORTED", StatusCode.Unimplemented);

    /// <summary>Nothing is served at this REST path.</summary>
    public static readonly FaultReason RouteUnknown = Add("ROUTE_UNKNOWN", StatusCode.NotFound);

    /// <summary>The REST path does not answer this HTTP method; HTTP 405.</summary>
    public static readonly FaultReason MethodNotAllowed = Add("METHOD_NOT_ALLOWED", StatusCode.Unimplemented);

    /// <summary>An event is over 32 KB.</summary>
    public static readonly FaultReason EventTooLarge = Add("EVENT_TOO_LARGE", StatusCode.InvalidArgument);

    /// <summary>A batch is over 500 events or 500 KB.</summary>
    public static readonly FaultReason BatchTooLarge = Add("BATCH_TOO_LARGE", StatusCode.InvalidArgument);

    /// <summary>An event claims to be from more than ten minutes ahead.</summary>
    public static readonly FaultReason OccurTimeInFuture = Add("OCCUR_TIME_IN_FUTURE", StatusCode.InvalidArgument);

    /// <summary>An event claims to be from before the year 2000.</summary>
    public static readonly FaultReason OccurTimeTooOld = Add("OCCUR_TIME_TOO_OLD", StatusCode.InvalidArgument);

    /// <summary>An identifier is what senders write where they know nobody; a warning while another one names somebody.</summary>
    public static readonly FaultReason PlaceholderIdentifier = Add("PLACEHOLDER_IDENTIFIER", StatusCode.InvalidArgument);

    /// <summary>The action is of a newer contract than this build's.</summary>
    public static readonly FaultReason ActionUnknown = Add("ACTION_UNKNOWN", StatusCode.InvalidArgument);

    /// <summary>Amounts add up to more than can be said.</summary>
    public static readonly FaultReason AmountTooLarge = Add("AMOUNT_TOO_LARGE", StatusCode.InvalidArgument);

    /// <summary>A derived event is deeper than 16.</summary>
    public static readonly FaultReason DerivedTooDeep = Add("DERIVED_TOO_DEEP", StatusCode.InvalidArgument);

    /// <summary>A page token is not one that was answered for this list.</summary>
    public static readonly FaultReason PageTokenInvalid = Add("PAGE_TOKEN_INVALID", StatusCode.InvalidArgument);

    /// <summary>No credential, or not one that opens anything.</summary>
    public static readonly FaultReason CredentialInvalid = Add("CREDENTIAL_INVALID", StatusCode.Unauthenticated);

    /// <summary>The call is for services of the suite only.</summary>
    public static readonly FaultReason ServiceCredentialRequired =
        Add("SERVICE_CREDENTIAL_REQUIRED", StatusCode.PermissionDenied);

    /// <summary>A service credential named no shop, or one that is not there.</summary>
    public static readonly FaultReason ShopUnknown = Add("SHOP_UNKNOWN", StatusCode.NotFound);

    /// <summary>Nothing has this name in the caller's shop.</summary>
    public static readonly FaultReason NotFound = Add("NOT_FOUND", StatusCode.NotFound);

    /// <summary>Something else already has this name.</summary>
    public static readonly FaultReason AlreadyExists = Add("ALREADY_EXISTS", StatusCode.AlreadyExists);

    /// <summary>The thing changed since the caller read it; read it again.</summary>
    public static readonly FaultReason EtagMismatch = Add("ETAG_MISMATCH", StatusCode.Aborted);

    /// <summary>Something else needs it; the metadata says what.</summary>
    public static readonly FaultReason InUse = Add("IN_USE", StatusCode.FailedPrecondition);

    /// <summary>What was then is not known any more; the metadata says from when on it is.</summary>
    public static readonly FaultReason HistoryPruned = Add("HISTORY_PRUNED", StatusCode.OutOfRange);

    /// <summary>The version is not being prepared any more.</summary>
    public static readonly FaultReason NotPreparing = Add("NOT_PREPARING", StatusCode.FailedPrecondition);

    /// <summary>No version is active that a call can start.</summary>
    public static readonly FaultReason WorkflowNotStartable = Add("WORKFLOW_NOT_STARTABLE", StatusCode.FailedPrecondition);

    /// <summary>The workflow is archived.</summary>
    public static readonly FaultReason WorkflowArchived = Add("WORKFLOW_ARCHIVED", StatusCode.FailedPrecondition);

    /// <summary>The workflow is paused.</summary>
    public static readonly FaultReason WorkflowPaused = Add("WORKFLOW_PAUSED", StatusCode.FailedPrecondition);

    /// <summary>The run is in no wait that could be ended.</summary>
    public static readonly FaultReason RunNotWaiting = Add("RUN_NOT_WAITING", StatusCode.FailedPrecondition);

    /// <summary>An import has begun, or ended, and takes no part any more.</summary>
    public static readonly FaultReason ImportBegun = Add("IMPORT_BEGUN", StatusCode.FailedPrecondition);

    /// <summary>A part of an import's file is missing.</summary>
    public static readonly FaultReason ImportIncomplete = Add("IMPORT_INCOMPLETE", StatusCode.FailedPrecondition);

    /// <summary>The shop has as many of these as it may have.</summary>
    public static readonly FaultReason TooMany = Add("TOO_MANY", StatusCode.ResourceExhausted);

    /// <summary>The required log position was not reached in time; try again.</summary>
    public static readonly FaultReason PositionNotReached = Add("POSITION_NOT_REACHED", StatusCode.Unavailable);

    /// <summary>The clock of a machine is too far ahead of the database's; nothing is logged by it.</summary>
    public static readonly FaultReason ClockAhead = Add("CLOCK_AHEAD", StatusCode.Unavailable);

    /// <summary>A log is not the one that was followed; an operator must decide.</summary>
    public static readonly FaultReason LogSetBack = Add("LOG_SET_BACK", StatusCode.Unavailable);

    /// <summary>The followed log's service has not folded again yet what was handled here; wait for it.</summary>
    public static readonly FaultReason ProducerBehind = Add("PRODUCER_BEHIND", StatusCode.FailedPrecondition);

    /// <summary>The database cannot be used now; try again.</summary>
    public static readonly FaultReason DatabaseUnavailable = Add("DATABASE_UNAVAILABLE", StatusCode.Unavailable);

    /// <summary>Another service that is needed does not answer; try again.</summary>
    public static readonly FaultReason PeerUnavailable = Add("PEER_UNAVAILABLE", StatusCode.Unavailable);

    /// <summary>This replica is going down; another one or its successor takes the call.</summary>
    public static readonly FaultReason ServiceStopping = Add("SERVICE_STOPPING", StatusCode.Unavailable);

    /// <summary>Too much at once; try again after the delay of RetryInfo.</summary>
    public static readonly FaultReason Overloaded = Add("OVERLOADED", StatusCode.ResourceExhausted);

    /// <summary>The caller's time ran out.</summary>
    public static readonly FaultReason DeadlineExceeded = Add("DEADLINE_EXCEEDED", StatusCode.DeadlineExceeded);

    /// <summary>The caller went away.</summary>
    public static readonly FaultReason Cancelled = Add("CANCELLED", StatusCode.Cancelled);

    /// <summary>A defect of the suite; its log has more under the trace id.</summary>
    public static readonly FaultReason Internal = Add("INTERNAL", StatusCode.Internal);

    /// <summary>The reason with this code.</summary>
    /// <exception cref="KeyNotFoundException">The suite has no such reason.</exception>
    public static FaultReason Of(string code) => s_byCode[code];

    static FaultReason Add(string code, StatusCode status) => s_byCode[code] = new FaultReason(code, status);
}
