using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Automation.ServiceDefaults.Faults;

namespace Automation.Gateway.Rest;

/// <summary>A body that is JSON.</summary>
/// <param name="Text">The text, without a byte order mark.</param>
/// <param name="IsFaithful">Whether every number and text in it can become what it says; <see cref="LostContent"/> finds what cannot.</param>
readonly record struct JsonText(string Text, bool IsFaithful)
{
    // Properties of a custom event may nest ten deep; a few levels are around them.
    const int DeepestNesting = 64;

    // Three bytes are an empty event, which has a hundred in memory. What says something has more than 16 an object; small bodies may be as they like.
    const int FreeObjects = 20_000;
    const int BytesOfObject = 16;

    static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="Fault">REQUEST_MALFORMED.</exception>
    public static JsonText Of(ReadOnlySequence<byte> body)
    {
        body = WithoutMark(body);
        if (body.IsEmpty)
            throw new Fault(FaultReasons.RequestMalformed, "The body is empty; send a JSON object.");
        var isFaithful = RequireSyntax(body);
        return new JsonText(Decode(body), isFaithful);
    }

    static ReadOnlySequence<byte> WithoutMark(in ReadOnlySequence<byte> body)
    {
        Span<byte> begin = stackalloc byte[(int)Math.Min(3, body.Length)];
        body.Slice(0, begin.Length).CopyTo(begin);
        if (begin.SequenceEqual(Encoding.UTF8.Preamble))
            return body.Slice(begin.Length);
        // No JSON in UTF-8 has a zero byte, and one in UTF-16 or UTF-32 begins with an ASCII character, or with a mark.
        if (begin.StartsWith(Encoding.Unicode.Preamble) || begin.StartsWith(Encoding.BigEndianUnicode.Preamble) || begin.Contains((byte)0))
            throw new Fault(FaultReasons.RequestMalformed, "The body is in UTF-16 or UTF-32; encode it as UTF-8.");
        return body;
    }

    // Also guards the protobuf parser, which counts nested objects but not nested arrays: enough of them end the process.
    static bool RequireSyntax(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DeepestNesting });
        var isFaithful = true;
        var objects = 0L;
        try
        {
            while (reader.Read())
            {
                isFaithful = isFaithful && ArrivesAsItIs(ref reader);
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && ++objects > FreeObjects + (body.Length / BytesOfObject))
                    throw new Fault(
                        FaultReasons.RequestTooLarge, "The body has more objects than one of its length may; send fewer at once, and none that are empty.");
            }
            return isFaithful;
        }
        catch (JsonException exception)
        {
            throw Malformed(exception);
        }
    }

    static bool ArrivesAsItIs(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => WholeNumber.Survives(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
        JsonTokenType.String or JsonTokenType.PropertyName => !reader.ValueIsEscaped || HasWholeCharacters(ref reader),
        _ => true,
    };

    static bool HasWholeCharacters(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
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
