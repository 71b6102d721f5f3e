using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Gateway.Rest;

namespace Automation.Gateway.OpenApi;

/// <summary>The REST interface as OpenAPI 3.1, made of the contracts, their comments, docs/errors.md and recorded answers.</summary>
static class OpenApiDocument
{
    // Never part of a page: quotes and angle brackets may stand for themselves.
    static readonly JsonSerializerOptions s_json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(Build(), s_json);

    public static JsonObject Build()
    {
        var (comments, reasons) = (ContractComments.Read(), ErrorCatalogue.Read());
        var schemas = new SchemaWriter(comments);
        var operations = new OperationWriter(schemas, comments, reasons.Select(reason => reason.Http).ToHashSet());
        var methods = RestMethod.All().ToList();
        var paths = new JsonObject(methods
            .GroupBy(OperationWriter.PathOf)
            .OrderBy(path => path.Key, StringComparer.Ordinal)
            .Select(path => KeyValuePair.Create(path.Key, (JsonNode?)new JsonObject(path
                .Select(method => KeyValuePair.Create(method.Verb.ToLowerInvariant(), (JsonNode?)operations.Write(method)))))));
        var schemasByName = schemas.Schemas;
        schemasByName.Add(ProblemResponses.Body(reasons));
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Automation",
                ["version"] = "v1",
                ["description"] = Introduction,
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "The gateway that serves this document." }),
            ["security"] = new JsonArray(new JsonObject { [Security.ShopKey] = new JsonArray() }),
            ["tags"] = new JsonArray([.. methods.Select(method => method.Contract.Service).Distinct().Select(service => (JsonNode)new JsonObject
            {
                ["name"] = OperationWriter.TagOf(service),
                ["description"] = CommentText.WithHttpStatuses(comments.Of(service.FullName)),
            })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = Security.Schemes,
                ["parameters"] = new JsonObject { ["GrpcTimeout"] = GrpcTimeoutHeader },
                ["responses"] = ProblemResponses.All(reasons),
                ["schemas"] = schemasByName,
            },
        };
    }

    const string Introduction =
        "Events of a shop in, messages to its shoppers out. Bodies and answers are canonical protobuf JSON: 64-bit numbers are strings, "
        + "enums are names, instants are RFC 3339, fields with default values are left out of answers. "
        + "Repeat what answered 503 or 504, after a pause that grows, with the same ids: a repeat changes nothing. "
        + "Every RPC is also served by gRPC on the gateway's grpc endpoint, which answers reflection.";

    static JsonObject GrpcTimeoutHeader => new()
    {
        ["name"] = "grpc-timeout",
        ["in"] = "header",
        ["description"] = "How long the call may take: up to eight digits and a unit of H, M, S, m, u, n. 30 s when it is not given; a day at most.",
        ["schema"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]{1,8}[HMSmun]$", ["examples"] = new JsonArray("1500m") },
    };
}
