using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Automation.ServiceDefaults.Faults;

/// <summary>The one table from exceptions to gRPC statuses, and the only place that makes an RpcException.</summary>
public static class FaultStatus
{
    public const string Domain = "automation";
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>The fault that the caller is told of instead of <paramref name="exception"/>.</summary>
    public static Fault ToFault(Exception exception, CancellationToken call) => exception switch
    {
        Fault fault => fault,
        OperationCanceledException when call.IsCancellationRequested =>
            new Fault(FaultReasons.Cancelled, "The call ended before the answer was there."),
        OperationCanceledException => new Fault(FaultReasons.DeadlineExceeded, "The answer took too long; try again."),
        _ when DatabaseUnavailability.Is(exception) => NoDatabase(),
        RpcException rpc when PeerUnavailability.Is(rpc) =>
            new Fault(FaultReasons.PeerUnavailable, "A service that is needed does not answer; try again."),
        _ => new Fault(FaultReasons.Internal, "Something went wrong on our side; the trace id finds it in the logs."),
    };

    static Fault NoDatabase() => new(FaultReasons.DatabaseUnavailable, "The database cannot be used now; try again.");

    public static RpcException ToRpcException(Fault fault)
    {
        var info = new ErrorInfo { Reason = fault.Reason.Code, Domain = Domain };
        foreach (var (key, value) in fault.Metadata)
            info.Metadata[key] = value;
        var status = new Google.Rpc.Status
        {
            Code = (int)fault.Reason.Status,
            Message = fault.Message,
            Details = { Any.Pack(info) },
        };
        if (fault.Violations.Count > 0)
        {
            var violations = fault.Violations.Select(v =>
                new BadRequest.Types.FieldViolation { Field = v.Field, Description = v.Description });
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { violations } }));
        }
        if (fault.RetryDelay is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));

        var trailers = new Metadata { { DetailsTrailer, status.ToByteArray() } };
        return new RpcException(new Grpc.Core.Status(fault.Reason.Status, fault.Message), trailers);
    }

    /// <summary>The details that a call failed with; null when the peer sent none.</summary>
    public static Google.Rpc.Status? ReadDetails(RpcException exception)
    {
        foreach (var entry in exception.Trailers)
        {
            if (entry.IsBinary && entry.Key == DetailsTrailer)
                return Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes);
        }
        return null;
    }
}
