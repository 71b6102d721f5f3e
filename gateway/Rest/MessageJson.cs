using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>From JSON to a message: by the protobuf parser, with what it does not do itself where that is needed.</summary>
static class MessageJson
{
    static readonly JsonParser s_parser = new(JsonParser.Settings.Default);

    /// <param name="json">The body, or a part of one.</param>
    /// <param name="type">What it is to be.</param>
    /// <param name="path">Its path in the request; empty for the whole.</param>
    /// <exception cref="Fault">FIELD_UNKNOWN, FIELD_INVALID or REQUEST_MALFORMED.</exception>
    public static IMessage Read(JsonText json, MessageDescriptor type, string path)
    {
        if (json.IsFaithful && TryParse(json.Text, type, out var message, out _))
            return message;
        using var document = JsonDocument.Parse(json.Text);
        if (!json.IsFaithful && LostContent.Find(document.RootElement, type, path) is { } lost)
            throw new Fault(lost);
        var text = NullMembers.Without(document.RootElement, type) ?? json.Text;
        return TryParse(text, type, out message, out var refusal)
            ? message
            : throw JsonDiagnosis.Explain(text, type, path, s_parser, refusal);
    }

    /// <summary>What the parser alone makes of it.</summary>
    public static bool TryParse(string json, MessageDescriptor type, [NotNullWhen(true)] out IMessage? message, out string refusal)
    {
        try
        {
            (message, refusal) = (s_parser.Parse(json, type), "");
            return true;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            (message, refusal) = (null, exception.Message);
            return false;
        }
    }
}
