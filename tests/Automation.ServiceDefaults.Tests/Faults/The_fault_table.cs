using Automation.ServiceDefaults.Faults;
using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Faults;

public class The_fault_table
{
    static readonly CancellationToken s_running = CancellationToken.None;
    static readonly CancellationToken s_ended = new(canceled: true);

    public static TheoryData<Exception, string, CancellationToken> Rows => new()
    {
        { new OperationCanceledException(), "CANCELLED", s_ended },
        { new TaskCanceledException(), "DEADLINE_EXCEEDED", s_running },
        { new NpgsqlException("connection refused", new IOException()), "DATABASE_UNAVAILABLE", s_running },
        { new NpgsqlException("timed out", new TimeoutException()), "DATABASE_UNAVAILABLE", s_running },
        { new PostgresException("too many connections", "FATAL", "FATAL", "53300"), "DATABASE_UNAVAILABLE", s_running },
        { new PostgresException("no such column", "ERROR", "ERROR", "42703"), "INTERNAL", s_running },
        { new InvalidOperationException("EF Core", new NpgsqlException("connection refused", new IOException())), "DATABASE_UNAVAILABLE", s_running },
        {
            new InvalidOperationException("EF Core", new DbUpdateException("", new PostgresException("starting up", "FATAL", "FATAL", "57P03"))),
            "DATABASE_UNAVAILABLE", s_running
        },
        { new DbUpdateException("EF Core", new PostgresException("unique", "ERROR", "ERROR", "23505")), "INTERNAL", s_running },
        { new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "")), "PEER_UNAVAILABLE", s_running },
        { new RpcException(new Grpc.Core.Status(StatusCode.DeadlineExceeded, "")), "PEER_UNAVAILABLE", s_running },
        { new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, "")), "INTERNAL", s_running },
        { new InvalidOperationException("the inside"), "INTERNAL", s_running },
        { new ArgumentException("the inside"), "INTERNAL", s_running },
        { new KeyNotFoundException(), "INTERNAL", s_running },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Has_one_reason_for_each_exception(Exception exception, string reason, CancellationToken call)
    {
        var fault = FaultStatus.ToFault(exception, call);

        Assert.Equal(reason, fault.Reason.Code);
        Assert.DoesNotContain("the inside", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_a_fault_as_it_is()
    {
        var fault = Fault.Required("event.event_id");

        Assert.Same(fault, FaultStatus.ToFault(fault, s_running));
    }

    [Fact]
    public void Puts_everything_into_the_status()
    {
        var exception = FaultStatus.ToRpcException(new Fault(FaultReasons.Overloaded, "quota", "is used up; wait.")
        {
            RetryDelay = TimeSpan.FromSeconds(3),
        });

        Assert.Equal((StatusCode.ResourceExhausted, "quota: is used up; wait."), (exception.StatusCode, exception.Status.Detail));
        var status = FaultStatus.ReadDetails(exception)!;
        Assert.Equal(((int)StatusCode.ResourceExhausted, "quota: is used up; wait."), (status.Code, status.Message));
        var info = status.Details.Single(any => any.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        Assert.Equal(("OVERLOADED", "automation", "quota"), (info.Reason, info.Domain, info.Metadata["field"]));
        var violation = status.Details.Single(any => any.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations.Single();
        Assert.Equal(("quota", "is used up; wait."), (violation.Field, violation.Description));
        Assert.Equal(3, status.Details.Single(any => any.Is(RetryInfo.Descriptor)).Unpack<RetryInfo>().RetryDelay.Seconds);
    }

    [Fact]
    public void Says_nothing_of_fields_or_waits_where_there_are_none()
    {
        var status = FaultStatus.ReadDetails(FaultStatus.ToRpcException(new Fault(FaultReasons.EtagMismatch, "no")))!;

        Assert.True(Assert.Single(status.Details).Is(ErrorInfo.Descriptor));
    }

    [Fact]
    public void Finds_no_details_where_a_peer_sent_none() =>
        Assert.Null(FaultStatus.ReadDetails(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, ""))));

    [Fact]
    public void Names_the_kind_and_the_id_of_what_is_not_there()
    {
        var fault = Fault.NotFound("shopper", "s-1");

        Assert.Equal(StatusCode.NotFound, fault.Reason.Status);
        Assert.Equal(("shopper", "s-1"), (fault.Metadata["kind"], fault.Metadata["id"]));
    }
}
