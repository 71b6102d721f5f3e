using Grpc.Core;

namespace Automation.ServiceDefaults.Calling;

/// <summary>Whether a failed call means that the peer is away for now. Everything else is an answer.</summary>
public static class PeerAbsence
{
    public static bool Is(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled => true,
        // A connection given up, for example to a frozen process, is a protocol error to the client library.
        StatusCode.Internal or StatusCode.Unknown => exception.Status.DebugException is HttpRequestException or IOException,
        _ => false,
    };
}
