using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Automation.Gateway.Proxy;

/// <summary>
/// Takes a call to another replica when the chosen one takes no connection: nothing of the call has left then, so it is
/// safe whatever it does. Health checks leave that replica out soon after.
/// </summary>
sealed class ConnectFailover(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        // Load balancing leaves the one that it chose.
        var candidates = proxy.AvailableDestinations;
        await next(context);
        while (NobodyTookIt(context) && proxy.ProxiedDestination is { } absent)
        {
            candidates = candidates.Where(destination => destination != absent).ToList();
            if (candidates.Count == 0)
                return;
            context.Response.Clear();
            context.Features.Set<IForwarderErrorFeature>(null);
            proxy.AvailableDestinations = candidates;
            proxy.ProxiedDestination = null;
            await next(context);
        }
    }

    static bool NobodyTookIt(HttpContext context) => !context.Response.HasStarted
        && context.GetForwarderErrorFeature()?.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
}
