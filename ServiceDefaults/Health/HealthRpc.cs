using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Automation.ServiceDefaults.Health;

/// <summary>grpc.health.v1 over the same checks as <c>/health</c>.</summary>
sealed class HealthRpc(HealthCheckService checks, TimeProvider time) : Grpc.Health.V1.Health.HealthBase
{
    static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (request.Service.Length > 0 && !request.Service.StartsWith("automation.", StringComparison.Ordinal))
            throw Faults.Fault.NotFound("service", request.Service);
        return new HealthCheckResponse { Status = await StatusAsync(context.CancellationToken) };
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        HealthCheckResponse.Types.ServingStatus? last = null;
        while (!context.CancellationToken.IsCancellationRequested)
        {
            var status = await StatusAsync(context.CancellationToken);
            if (status != last)
                await responses.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
            last = status;
            await Task.Delay(WatchInterval, time, context.CancellationToken);
        }
    }

    async Task<HealthCheckResponse.Types.ServingStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        return report.Status is HealthStatus.Unhealthy
            ? HealthCheckResponse.Types.ServingStatus.NotServing
            : HealthCheckResponse.Types.ServingStatus.Serving;
    }
}
