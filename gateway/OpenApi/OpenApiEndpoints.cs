using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Scalar.AspNetCore;

namespace Automation.Gateway.OpenApi;

/// <summary>Serves the document and a page to browse it, to everybody: they hold nothing of any shop.</summary>
static class OpenApiEndpoints
{
    const string Document = "/openapi/v1.json";
    const string Page = "/scalar";

    // The page needs nothing from elsewhere, and cannot ask for it.
    const string NothingForeign =
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

    public static void MapOpenApi(this IEndpointRouteBuilder app)
    {
        var document = OpenApiDocument.ToUtf8();
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(document))[..32]}\"");
        app.MapMethods(Document, [HttpMethods.Get, HttpMethods.Head], context =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(document, "application/json", entityTag: tag).ExecuteAsync(context);
        });
        app.MapScalarApiReference(Page, options =>
        {
            options.Title = "Automation";
            options.OpenApiRoutePattern = Document;
            // All of these ask foreign hosts.
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.HideClientButton = true;
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            options.DisableAgent();
            options.DisableMcp();
        }).AddEndpointFilter(async (call, next) =>
        {
            call.HttpContext.Response.Headers.ContentSecurityPolicy = NothingForeign;
            return await next(call);
        });
    }
}
