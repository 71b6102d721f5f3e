using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Npgsql;

namespace Automation.EventLog.Following;

/// <summary>Whether something that a batch needs is away for now, so that no record of it is to blame.</summary>
static class Unavailability
{
    public static bool Is(Exception exception) => exception switch
    {
        // An IOException by descent, but it speaks of bytes that are there and damaged.
        InvalidProtocolBufferException => false,
        NpgsqlException npgsql => DatabaseUnavailability.Is(npgsql),
        IOException or TimeoutException or OperationCanceledException or ObjectDisposedException => true,
        Grpc.Core.RpcException rpc => PeerUnavailability.IsAboutNoRecord(rpc),
        Fault fault => fault.Reason.Status is Grpc.Core.StatusCode.Unavailable,
        StackExchange.Redis.RedisException or StackExchange.Redis.RedisTimeoutException => true,
        { InnerException: { } inner } => Is(inner),
        _ => false,
    };
}
