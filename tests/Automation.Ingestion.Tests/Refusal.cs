using Automation.ServiceDefaults.Faults;
using Google.Rpc;
using Grpc.Core;

namespace Automation.Ingestion.Tests;

/// <summary>What a call was refused with.</summary>
public sealed record Refusal(StatusCode Status, string Reason, string Field)
{
    public static async Task<Refusal> OfAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        return Of(error);
    }

    public static Refusal Of(RpcException error)
    {
        var details = FaultStatus.ReadDetails(error) ?? throw new InvalidOperationException($"No details: {error.Status}", error);
        var info = details.Details.First(detail => detail.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        var field = details.Details.FirstOrDefault(detail => detail.Is(BadRequest.Descriptor))?.Unpack<BadRequest>().FieldViolations[0].Field;
        Assert.Equal("automation", info.Domain);
        return new Refusal(error.StatusCode, info.Reason, field ?? "");
    }
}
