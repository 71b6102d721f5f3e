using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Automation.ServiceDefaults.Telemetry;

/// <summary>
/// Names server spans by route and sets their status. The framework leaves that to OpenTelemetry's ASP.NET Core
/// package, which not every registry copy has.
/// </summary>
static class ServerSpanMiddleware
{
    public static void UseServerSpans(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
        try
        {
            await next(context);
        }
        finally
        {
            if (activity is { IsAllDataRequested: true })
                Describe(activity, context);
        }
    });

    static void Describe(Activity activity, HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var isGrpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
        activity.DisplayName = isGrpc ? context.Request.Path.Value!.TrimStart('/') : $"{context.Request.Method} {route}".TrimEnd();
        activity.SetTag("http.route", route);
        activity.SetTag("http.request.method", context.Request.Method);
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (isGrpc)
            activity.SetTag("rpc.system", "grpc");
        if (context.Response.StatusCode >= 500)
            activity.SetStatus(ActivityStatusCode.Error);
    }
}
