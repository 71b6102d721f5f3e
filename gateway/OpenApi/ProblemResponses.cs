using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Automation.Gateway.OpenApi;

/// <summary>Refusals as the document describes them: one response for each HTTP status, with the reasons that come with it.</summary>
static class ProblemResponses
{
    const string Schema = "Problem";

    public static string NameOf(int status) => $"Problem{status}";

    public static JsonObject Refer(int status) => new() { ["$ref"] = $"#/components/responses/{NameOf(status)}" };

    public static JsonObject All(IReadOnlyList<ErrorReason> reasons) => new(reasons
        .GroupBy(reason => reason.Http)
        .OrderBy(group => group.Key)
        .Select(group => KeyValuePair.Create(NameOf(group.Key), (JsonNode?)Response(group.Key, group))));

    static JsonObject Response(int status, IEnumerable<ErrorReason> reasons)
    {
        var content = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{Schema}" } };
        if (RecordedExample.Find($"problem-{status}") is { } example)
            content["example"] = example.Response;
        var response = new JsonObject
        {
            ["description"] = string.Join('\n', reasons
                .Select(reason => $"- `{reason.Code}`: {reason.Meaning} {reason.Remedy}")
                .Prepend($"{ReasonPhrases.GetReasonPhrase(status)}.\n")),
            ["content"] = new JsonObject { ["application/problem+json"] = content },
        };
        if (status == StatusCodes.Status429TooManyRequests)
        {
            response["headers"] = new JsonObject
            {
                ["Retry-After"] = new JsonObject
                {
                    ["description"] = "Seconds to wait before the next try.",
                    ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
                },
            };
        }
        return response;
    }

    /// <summary>The body that every refusal has.</summary>
    public static KeyValuePair<string, JsonNode?> Body(IReadOnlyList<ErrorReason> reasons) => new(Schema, new JsonObject
    {
        ["type"] = "object",
        ["description"] = "Why a call was refused, by RFC 9457. Branch on `reason`; texts are for people and may change.",
        ["required"] = new JsonArray("type", "title", "status", "detail", "reason", "domain"),
        ["properties"] = new JsonObject
        {
            ["type"] = Text("`urn:automation:reason:` and the reason."),
            ["title"] = Text("The name of the HTTP status."),
            ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The HTTP status." },
            ["detail"] = Text("One English sentence: what is wrong and what to do."),
            ["reason"] = new JsonObject
            {
                ["type"] = "string",
                ["description"] = "Stable code. New ones may be added.",
                ["examples"] = new JsonArray([.. reasons.Select(reason => (JsonNode)reason.Code)]),
            },
            ["domain"] = Text("Who defined the reason: `automation`."),
            ["metadata"] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = "Every variable part of `detail`.",
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
            },
            ["violations"] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = "Every field that is wrong.",
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = new JsonArray("field", "description"),
                    ["properties"] = new JsonObject
                    {
                        ["field"] = Text("Its path, for example `event.identifiers.email`."),
                        ["description"] = Text("What is wrong with it and what to do."),
                    },
                },
            },
            ["traceId"] = Text("Finds the call in traces and logs."),
        },
    });

    static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
