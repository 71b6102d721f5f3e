using Automation.ServiceDefaults.Faults;

namespace Automation.Gateway.Problems;

/// <summary>A path that nothing serves is answered like every other refusal.</summary>
static class UnknownRoutes
{
    public static void UseProblemsForUnknownRoutes(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.GetEndpoint() is null && !context.Response.HasStarted && context.Response.StatusCode == StatusCodes.Status404NotFound)
            await Problem.Of(Unknown(context.Request)).WriteAsync(context);
    });

    static Fault Unknown(HttpRequest request) =>
        new(FaultReasons.RouteUnknown, $"Nothing is served at {request.Method} {request.Path}; check the path against /openapi/v1.json.")
        {
            Metadata = new Dictionary<string, string> { ["method"] = request.Method, ["path"] = request.Path.ToString() },
        };
}
