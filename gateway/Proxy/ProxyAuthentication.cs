using Automation.Gateway.Authentication;
using Automation.Gateway.Problems;
using Automation.Gateway.Telemetry;
using Automation.ServiceDefaults.Faults;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Automation.Gateway.Proxy;

/// <summary>Stands before the proxy: checks the credential of a gRPC call, and answers in the caller's protocol what could not be passed on.</summary>
sealed class ProxyAuthentication(RequestDelegate next, CallerAuthentication authentication, ILogger<ProxyAuthentication> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var isGrpc = SuiteAddresses.IsGrpc(context.GetReverseProxyFeature().Route.Config.ClusterId);
        try
        {
            if (isGrpc)
                await AdmitAsync(context);
        }
        catch (Exception exception) when (exception is Fault or OperationCanceledException)
        {
            await TrailersOnly.WriteAsync(context, FaultStatus.ToFault(exception, context.RequestAborted));
            return;
        }
        await next(context);
        if (context.GetForwarderErrorFeature() is { } failure && !context.Response.HasStarted)
            await AnswerAsync(context, failure, isGrpc);
    }

    async ValueTask AdmitAsync(HttpContext context)
    {
        // Its answers end with trailers, which HTTP/1.1 would lose.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            throw new Fault(FaultReasons.RequestMalformed, "gRPC needs HTTP/2; call the gateway's grpc endpoint.");
        var caller = await authentication.CheckAsync(context);
        if (!caller.IsService && SuiteContracts.IsInternal(ServiceOf(context.Request.Path)))
        {
            throw new Fault(
                FaultReasons.ServiceCredentialRequired,
                $"{context.Request.Path} is only for services of the suite; a shop's key cannot call it. Use the RPCs listed at /openapi/v1.json.");
        }
        // A caller that thinks between two messages of a stream is not a slow upload.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    async Task AnswerAsync(HttpContext context, IForwarderErrorFeature failure, bool isGrpc)
    {
        var fault = failure.Error switch
        {
            _ when context.RequestAborted.IsCancellationRequested => CallFaults.CallerLeft(),
            ForwarderError.RequestTimedOut => CallFaults.TooLate(),
            _ => CallFaults.NoAnswer(),
        };
        if (fault.Reason != FaultReasons.Cancelled)
            GatewayLog.NotPassed(logger, failure.Exception, context.Request.Path, failure.Error.ToString());
        if (isGrpc)
            await TrailersOnly.WriteAsync(context, fault);
        else
            await Problem.Of(fault).WriteAsync(context);
    }

    // "/automation.ingestion.v1.ShopService/GetShop" names automation.ingestion.v1.ShopService.
    static string ServiceOf(PathString path)
    {
        var text = path.Value.AsSpan(1);
        return text[..text.IndexOf('/')].ToString();
    }
}
