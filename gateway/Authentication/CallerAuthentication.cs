using System.Text;
using Automation.Gateway.Telemetry;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.Gateway.Authentication;

/// <summary>Nothing is forwarded before its caller is known.</summary>
sealed class CallerAuthentication(CredentialCheck check, GatewayMetrics metrics)
{
    /// <summary>Who calls; takes the shop header away from a caller that may not name a shop.</summary>
    /// <exception cref="Fault">CREDENTIAL_INVALID, or what keeps the check from being made.</exception>
    public async ValueTask<Caller> CheckAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        string? authorization = headers.Authorization;
        string? shopId = headers[ServiceCredential.ShopHeader];
        if (shopId is not null && !Ascii.IsValid(shopId))
            throw new Fault(
                FaultReasons.ShopUnknown, $"The header {ServiceCredential.ShopHeader} must be a shop id in ASCII; send the id of an existing shop.");
        try
        {
            var caller = await check.CheckAsync(authorization, shopId, context.RequestAborted);
            if (!caller.IsService)
                headers.Remove(ServiceCredential.ShopHeader);
            return caller;
        }
        catch (RpcException exception)
        {
            // The check itself failed; what ingestion said of our question is not an answer to the caller's.
            throw FaultStatus.ToFault(exception, context.RequestAborted);
        }
        catch (Fault fault)
        {
            metrics.Refused(fault.Reason.Code);
            throw;
        }
    }
}
