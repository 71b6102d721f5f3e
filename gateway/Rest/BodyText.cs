using System.Globalization;
using System.IO.Pipelines;
using Automation.ServiceDefaults.Faults;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Automation.Gateway.Rest;

/// <summary>The JSON text of a request body.</summary>
static class BodyText
{
    /// <exception cref="Fault">CONTENT_TYPE_UNSUPPORTED, REQUEST_TOO_LARGE or REQUEST_MALFORMED.</exception>
    public static async ValueTask<JsonText> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        RequireJson(request);
        if (request.ContentLength > limit)
            throw TooLarge(limit);
        while (true)
        {
            var read = await ReadOnAsync(request.BodyReader, cancellationToken);
            var isOver = read.Buffer.Length > limit;
            if (!isOver && !read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            try
            {
                return isOver ? throw TooLarge(limit) : JsonText.Of(read.Buffer);
            }
            finally
            {
                // Also after a refusal: the server drains what is left only from a reader at rest, and else drops the connection.
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    /// <exception cref="Fault">REQUEST_MALFORMED: there is one.</exception>
    public static void RefuseAny(HttpContext context)
    {
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
            throw new Fault(FaultReasons.RequestMalformed, $"{context.Request.Method} {context.Request.Path} takes no body; use the query string.");
    }

    static async ValueTask<ReadResult> ReadOnAsync(PipeReader body, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            // The decoders': gzip and deflate throw the one, br the other.
            throw new Fault(
                FaultReasons.RequestMalformed, "The body is not, or not to its end, what content-encoding says; compress it again or send it as it is.");
        }
    }

    static void RequireJson(HttpRequest request)
    {
        // What the server can unfold, it has, and taken the header away.
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            throw Unsupported("content-encoding", encoding, "send one of gzip, br and deflate, or the body as it is");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !IsUtf8(HeaderUtilities.RemoveQuotes(type.Charset))))
        {
            throw Unsupported("content-type", request.ContentType ?? "", "send application/json in UTF-8");
        }
    }

    // Both labels of it (encoding.spec.whatwg.org).
    static bool IsUtf8(StringSegment charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase);

    static Fault Unsupported(string header, string value, string remedy) =>
        new(FaultReasons.ContentTypeUnsupported, $"The {header} '{value}' is not supported; {remedy}.")
        {
            Metadata = new Dictionary<string, string> { [header] = value },
        };

    static Fault TooLarge(int limit) =>
        new(FaultReasons.RequestTooLarge, $"The body, unfolded when it is compressed, is over {limit.ToString("N0", CultureInfo.InvariantCulture)} bytes; send less at once.")
        {
            Metadata = new Dictionary<string, string> { ["limit"] = limit.ToString(CultureInfo.InvariantCulture) },
        };
}
