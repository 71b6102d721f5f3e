using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Automation.ServiceDefaults.Faults;
using Microsoft.Net.Http.Headers;

namespace Automation.Gateway.Rest;

/// <summary>The JSON text of a request body.</summary>
static class BodyText
{
    // Properties of a custom event may nest ten deep; a few levels are around them.
    const int DeepestNesting = 64;

    static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="Fault">CONTENT_TYPE_UNSUPPORTED, REQUEST_TOO_LARGE or REQUEST_MALFORMED.</exception>
    public static async ValueTask<string> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        RequireJson(request);
        if (request.ContentLength > limit)
            throw TooLarge(limit);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            var isOver = read.Buffer.Length > limit;
            if (!isOver && !read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            try
            {
                return isOver ? throw TooLarge(limit) : Read(read.Buffer);
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

    static string Read(in ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty)
            throw new Fault(FaultReasons.RequestMalformed, "The body is empty; send a JSON object.");
        RequireSyntax(body);
        return Decode(body);
    }

    static void RequireJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
            throw Unsupported("content-encoding", request.Headers.ContentEncoding.ToString(), "send the body as it is");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw Unsupported("content-type", request.ContentType ?? "", "send application/json in UTF-8");
        }
    }

    static Fault Unsupported(string header, string value, string remedy) =>
        new(FaultReasons.ContentTypeUnsupported, $"The {header} '{value}' is not supported; {remedy}.")
        {
            Metadata = new Dictionary<string, string> { [header] = value },
        };

    static Fault TooLarge(int limit) =>
        new(FaultReasons.RequestTooLarge, $"The body is over {limit.ToString("N0", CultureInfo.InvariantCulture)} bytes; send less at once.")
        {
            Metadata = new Dictionary<string, string> { ["limit"] = limit.ToString(CultureInfo.InvariantCulture) },
        };

    // Also guards the protobuf parser, which counts nested objects but not nested arrays: enough of them end the process.
    static void RequireSyntax(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    // Lines and columns count from 1, columns in bytes of UTF-8.
    static Fault Malformed(JsonException exception)
    {
        var line = (exception.LineNumber ?? 0) + 1;
        var column = (exception.BytePositionInLine ?? 0) + 1;
        var what = exception.Message;
        var tail = what.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return new Fault(
            FaultReasons.RequestMalformed,
            $"The body is not JSON at line {line}, column {column}: {(tail < 0 ? what : what[..tail])}")
        {
            Metadata = new Dictionary<string, string>
            {
                ["line"] = line.ToString(CultureInfo.InvariantCulture),
                ["column"] = column.ToString(CultureInfo.InvariantCulture),
            },
        };
    }

    static string Decode(in ReadOnlySequence<byte> body)
    {
        try
        {
            return s_strict.GetString(body);
        }
        catch (DecoderFallbackException exception)
        {
            throw new Fault(FaultReasons.RequestMalformed, $"The body is not UTF-8 at byte {exception.Index}; encode it as UTF-8.")
            {
                Metadata = new Dictionary<string, string> { ["byte"] = exception.Index.ToString(CultureInfo.InvariantCulture) },
            };
        }
    }
}
