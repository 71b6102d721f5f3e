using Automation.Gateway.Problems;
using Automation.ServiceDefaults.Faults;

namespace Automation.Gateway.Rest;

/// <summary>Maps every RPC that the contracts put on REST.</summary>
static class RestEndpoints
{
    public static void MapRest(this IEndpointRouteBuilder app)
    {
        var caller = app.ServiceProvider.GetRequiredService<RestCaller>();
        foreach (var path in RestMethod.All().GroupBy(method => method.Path.Text))
        {
            foreach (var method in path)
                app.MapMethods(path.Key, VerbsOf(method), context => caller.ServeAsync(context, method)).WithDisplayName(method.Rpc.FullName);
            // Every other method: the router takes it only where none above fits.
            var allowed = string.Join(", ", path.SelectMany(VerbsOf).Append(HttpMethods.Options).Order());
            app.Map(path.Key, context => RefuseMethodAsync(context, allowed)).WithDisplayName($"{path.Key} {allowed}");
        }
    }

    static string[] VerbsOf(RestMethod method) =>
        method.Verb == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [method.Verb];

    static Task RefuseMethodAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        var fault = new Fault(
            FaultReasons.MethodNotAllowed, $"{context.Request.Path} does not answer {context.Request.Method}; use {allowed}.")
        {
            Metadata = new Dictionary<string, string> { ["method"] = context.Request.Method, ["allowed"] = allowed },
        };
        return Problem.Of(fault).WriteAsync(context);
    }
}
