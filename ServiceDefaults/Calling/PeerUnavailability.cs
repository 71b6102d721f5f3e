using Google.Protobuf;
using Grpc.Core;

namespace Automation.ServiceDefaults.Calling;

/// <summary>What a failed call says of the peer, and what it does not say of the call.</summary>
public static class PeerUnavailability
{
    /// <summary>Whether the peer is away for now. Everything else is an answer.</summary>
    public static bool Is(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled => true,
        // A connection given up, for example to a frozen process, is a protocol error to the client library. An answer that cannot
        // be parsed is an answer, though its exception descends from IOException.
        StatusCode.Internal or StatusCode.Unknown =>
            exception.Status.DebugException is HttpRequestException or (IOException and not InvalidProtocolBufferException),
        _ => false,
    };

    /// <summary>
    /// Whether nothing that was asked is to blame: the peer is away, or takes no call of this service at all, as between
    /// two deployments or with a credential that changed here first.
    /// </summary>
    public static bool IsAboutNoRecord(RpcException exception) =>
        Is(exception) || exception.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Unimplemented;
}
