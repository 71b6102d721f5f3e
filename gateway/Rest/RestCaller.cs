using System.Diagnostics;
using System.Text;
using Automation.Gateway.Authentication;
using Automation.Gateway.Problems;
using Automation.Gateway.Telemetry;
using Automation.ServiceDefaults.Admission;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Automation.Gateway.Rest;

/// <summary>Serves one REST call: who calls, what is asked, the RPC, its answer as JSON.</summary>
sealed class RestCaller(
    CallerAuthentication authentication,
    CallLimits limits,
    ServiceChannels channels,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    GatewayMetrics metrics,
    ILogger<RestCaller> logger)
{
    public async Task ServeAsync(HttpContext context, RestMethod method)
    {
        var begin = time.GetTimestamp();
        try
        {
            var caller = await authentication.CheckAsync(context);
            using var place = limits.Enter(caller);
            var request = await method.ReadAsync(context, options.Value.BodyBytes);
            using var call = channels.ToAsCaller(method.Process)
                .AsyncUnaryCall(method.Rpc, null, OptionsOf(context, caller), request.Message);
            await WriteAsync(context, request.Complete(await call.ResponseAsync));
        }
        catch (Exception exception)
        {
            var problem = ToProblem(exception, context, method.Rpc.FullName);
            if (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
                await problem.WriteAsync(context);
            else
                context.Abort();
        }
        metrics.Answered(method.Rpc.FullName, context.Response.StatusCode, time.GetElapsedTime(begin));
    }

    CallOptions OptionsOf(HttpContext context, Caller caller)
    {
        var headers = context.Request.Headers;
        var metadata = new Metadata { { ServiceCredential.AuthorizationHeader, headers.Authorization.ToString() } };
        if (caller is { IsService: true, ShopId: { } shopId })
            metadata.Add(ServiceCredential.ShopHeader, shopId);
        var timeout = GrpcTimeout.Read(headers["grpc-timeout"]) ?? options.Value.DefaultDeadline;
        return new CallOptions(metadata, time.GetUtcNow().UtcDateTime + timeout, context.RequestAborted);
    }

    static async Task WriteAsync(HttpContext context, IMessage answer)
    {
        var json = CanonicalJson.Write(answer);
        var response = context.Response;
        response.ContentType = "application/json";
        response.ContentLength = Encoding.UTF8.GetByteCount(json);
        Encoding.UTF8.GetBytes(json, response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    Problem ToProblem(Exception exception, HttpContext context, string rpc)
    {
        var problem = exception switch
        {
            RpcException answer => Problem.Of(answer),
            BadHttpRequestException bad => Problem.Of(new Fault(FaultReasons.RequestMalformed, bad.Message)),
            _ => Problem.Of(FaultStatus.ToFault(exception, context.RequestAborted)),
        };
        if (problem.Reason == FaultReasons.Internal.Code)
            GatewayLog.Unexpected(logger, exception, rpc);
        else if (problem.Status >= StatusCodes.Status500InternalServerError)
            GatewayLog.Unavailable(logger, rpc, problem.Reason, problem.Detail);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
            Activity.Current?.SetStatus(ActivityStatusCode.Error, problem.Reason);
        return problem;
    }
}
