using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Gateway.Rest;
using Google.Protobuf.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Automation.Gateway.OpenApi;

/// <summary>Writes what the document says of one RPC.</summary>
sealed class OperationWriter(SchemaWriter schemas, ContractComments comments, IReadOnlySet<int> describedStatuses)
{
    const string Json = "application/json";

    const string Encodings = "In UTF-8. May be compressed: `content-encoding` gzip, br or deflate. Whole numbers beyond 2^53 go as text.";

    // Whatever is called: a credential, a service that answers in time.
    static readonly int[] s_always = [400, 401, 429, 500, 503, 504];

    public static string IdOf(MethodDescriptor method) => JsonNamingPolicy.CamelCase.ConvertName(method.Name);

    /// <summary>The path with the names that JSON has.</summary>
    public static string PathOf(RestMethod method) => method.Path.Fields.Aggregate(
        method.Path.Text, (path, field) => path.Replace($"{{{field.Name}}}", $"{{{field.JsonName}}}", StringComparison.Ordinal));

    public JsonObject Write(RestMethod method)
    {
        var (contract, comment) = (method.Contract, comments.Of(method.Contract.FullName));
        var example = RecordedExample.Find(IdOf(contract));
        var operation = new JsonObject
        {
            ["operationId"] = IdOf(contract),
            ["tags"] = new JsonArray(TagOf(contract.Service)),
            ["summary"] = CommentText.Summary(comment),
            ["description"] = CommentText.WithHttpStatuses(comment),
            ["parameters"] = Parameters(method),
        };
        if (method.Body is { } body)
            operation["requestBody"] = RequestBody(method, body, example);
        operation["responses"] = Responses(method, comment, example);
        if (comment.Contains("Needs a service credential", StringComparison.Ordinal))
            operation["security"] = new JsonArray(new JsonObject { [Security.ServiceCredential] = new JsonArray() });
        return operation;
    }

    public static string TagOf(ServiceDescriptor service) => service.Name[..^"Service".Length];

    JsonArray Parameters(RestMethod method) => new(
    [
        .. method.Path.Fields.Select(field => (JsonNode)Parameter(field, "path")),
        .. method.QueryFields.Select(field => (JsonNode)Parameter(field, "query")),
        new JsonObject { ["$ref"] = "#/components/parameters/GrpcTimeout" },
    ]);

    JsonObject Parameter(FieldPath field, string place)
    {
        var schema = schemas.Of(field.Leaf);
        var parameter = new JsonObject { ["name"] = field.JsonName, ["in"] = place };
        if (schema["description"] is { } description)
        {
            parameter["description"] = description.DeepClone();
            schema.Remove("description");
        }
        if (place == "path")
            parameter["required"] = true;
        parameter["schema"] = schema;
        return parameter;
    }

    JsonObject RequestBody(RestMethod method, MessageDescriptor body, RecordedExample? example)
    {
        var content = new JsonObject
        {
            ["schema"] = method.Verb == HttpMethods.Patch
                ? schemas.OfChange(body)
                : schemas.Of(body, [.. method.Path.Fields.Select(field => field.Leaf)]),
        };
        if (example?.Request is { } request)
            content["example"] = request;
        return new JsonObject { ["description"] = Encodings, ["required"] = true, ["content"] = new JsonObject { [Json] = content } };
    }

    JsonObject Responses(RestMethod method, string comment, RecordedExample? example)
    {
        var content = new JsonObject { ["schema"] = schemas.Of(method.Contract.OutputType) };
        if (example is not null)
            content["example"] = example.Response;
        var responses = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = comments.Of(method.Contract.OutputType.FullName),
                ["content"] = new JsonObject { [Json] = content },
            },
        };
        var named = CommentText.HttpStatusesIn($"{comments.Of(method.Contract.Service.FullName)} {comment}");
        int[] ofBody = method.Body is null ? [] : [413, 415];
        // A service credential with a shop that does not exist is 404 everywhere.
        foreach (var status in named.Concat(s_always).Concat(ofBody).Append(404).Where(describedStatuses.Contains).Distinct().Order())
            responses[$"{status}"] = ProblemResponses.Refer(status);
        return responses;
    }
}
