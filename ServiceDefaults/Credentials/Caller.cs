using Automation.ServiceDefaults.Faults;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Automation.ServiceDefaults.Credentials;

/// <summary>Who calls: a shop's key, or a service of the suite that may name a shop.</summary>
/// <param name="ShopId">The shop; null when a service names none.</param>
/// <param name="IsService">Whether it is a service of the suite.</param>
public sealed record Caller(string? ShopId, bool IsService);

/// <summary>How RPCs ask who calls.</summary>
public static class CallerAccess
{
    /// <summary>The shop that the credential opens. No request field can name another.</summary>
    public static string RequireShop(this ServerCallContext context) =>
        context.Caller().ShopId ?? throw new Fault(
            FaultReasons.ShopUnknown, $"A service credential needs the header {ServiceCredential.ShopHeader} here.");

    /// <summary>Lets only services of the suite pass.</summary>
    public static void RequireService(this ServerCallContext context)
    {
        if (!context.Caller().IsService)
            throw new Fault(
                FaultReasons.ServiceCredentialRequired, $"{context.Method} is for services of the suite; a shop's key cannot call it.");
    }

    /// <summary>Who calls: found out before the request was read.</summary>
    public static Caller Caller(this ServerCallContext context) => context.GetHttpContext().Features.GetRequiredFeature<Caller>();
}
