using System.Net;

namespace Automation.ChannelDelivery.Rpc;

/// <summary>The few pages that a shopper can come to. Plain HTML: no script, nothing loaded from elsewhere.</summary>
static class LinkPages
{
    public static IResult ConfirmUnsubscribe(string shopName) => Page(StatusCodes.Status200OK, "Unsubscribe", $"""
        <p>Do you want to stop receiving marketing e-mail from {WebUtility.HtmlEncode(shopName)}?</p>
        <form method="post"><button type="submit">Unsubscribe</button></form>
        """);

    public static IResult Unsubscribed(string shopName) => Page(StatusCodes.Status200OK, "You are unsubscribed",
        $"<p>You will receive no more marketing e-mail from {WebUtility.HtmlEncode(shopName)}.</p>");

    public static IResult Unknown() => Page(StatusCodes.Status404NotFound, "This link does not work",
        "<p>It is incomplete or was changed on the way. Please use the link as it is in the e-mail.</p>");

    public static IResult Expired() => Page(StatusCodes.Status410Gone, "This link has expired",
        "<p>Your cart can no longer be restored from this e-mail. Please visit the shop.</p>");

    public static IResult TryAgain() => Page(StatusCodes.Status503ServiceUnavailable, "Please try again",
        "<p>We cannot do this right now. Please try the link again in a moment.</p>");

    static IResult Page(int status, string title, string content) => new HtmlPage(status, $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{{title}}</title>
        <style>
        body { font: 1.1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
        button { font: inherit; padding: .7rem 1.4rem; color: #fff; background: #0b5394; border: 0; border-radius: .3rem; cursor: pointer; }
        button:focus-visible { outline: 3px solid #1a1a1a; outline-offset: 3px; }
        </style>
        </head>
        <body>
        <main>
        <h1>{{title}}</h1>
        {{content}}
        </main>
        </body>
        </html>

        """);

    sealed class HtmlPage(int status, string html) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = "text/html; charset=utf-8";
            // The address is the credential: it must not be kept by caches nor told to other sites.
            response.Headers.CacheControl = "no-store";
            response.Headers["Referrer-Policy"] = "no-referrer";
            response.Headers.ContentSecurityPolicy =
                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
            response.Headers.XContentTypeOptions = "nosniff";
            if (status == StatusCodes.Status503ServiceUnavailable)
                response.Headers.RetryAfter = "5";
            return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.WriteAsync(html);
        }
    }
}
