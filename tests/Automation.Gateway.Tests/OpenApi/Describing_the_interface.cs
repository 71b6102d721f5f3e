using System.Text.Json.Nodes;
using Automation.Gateway.OpenApi;
using Automation.Gateway.Rest;
using Xunit;

namespace Automation.Gateway.Tests.OpenApi;

/// <summary>The document as the gateway makes it at its start.</summary>
public class Describing_the_interface
{
    static readonly JsonObject s_document = OpenApiDocument.Build();
    static readonly JsonObject s_schemas = s_document["components"]!["schemas"]!.AsObject();

    [Fact]
    public void Every_route_is_there_and_nothing_else()
    {
        var described = from path in s_document["paths"]!.AsObject()
                        from operation in path.Value!.AsObject()
                        select $"{operation.Key.ToUpperInvariant()} {path.Key}";
        var served = RestMethod.All().Select(method => $"{method.Verb} {OperationWriter.PathOf(method)}");

        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_has_a_recorded_answer() =>
        Assert.Empty(Operations().Where(operation => operation["responses"]!["200"]!["content"]!["application/json"]!["example"] is null)
            .Select(operation => $"{operation["operationId"]}"));

    [Fact]
    public void Everything_is_described()
    {
        Assert.DoesNotContain(Operations(), operation => $"{operation["summary"]}".Length < 5 || $"{operation["description"]}".Length < 5);
        Assert.DoesNotContain(s_schemas, schema => $"{schema.Value!["description"]}".Length < 5);
        Assert.Empty(from schema in s_schemas
                     from property in schema.Value!["properties"]?.AsObject() ?? []
                     where $"{property.Value!["description"]}".Length < 3
                     select $"{schema.Key}.{property.Key}");
    }

    [Fact]
    public void Values_have_the_form_of_canonical_JSON()
    {
        Assert.Equal("string", $"{Property("Money", "units")["type"]}");
        Assert.Equal("int64", $"{Property("Money", "units")["format"]}");
        Assert.Equal("date-time", $"{Property("Event", "occurTime")["format"]}");
        Assert.Contains("CONSENT_STATE_SUBSCRIBED", s_schemas["ConsentState"]!["enum"]!.AsArray().Select(value => $"{value}"));
        Assert.Equal("#/components/schemas/Rejection", $"{Property("BatchRecordEventsResponse", "rejections")["additionalProperties"]!["$ref"]}");
        Assert.True((bool)Property("Shop", "createTime")["readOnly"]!);
    }

    [Fact]
    public void What_is_required_and_what_excludes_each_other_is_said()
    {
        Assert.Contains("eventId", s_schemas["Event"]!["required"]!.AsArray().Select(name => $"{name}"));
        var alternatives = s_schemas["Event"]!["oneOf"]!.AsArray().Select(alternative => $"{alternative!["title"]}").ToList();
        Assert.Contains("cartUpdated", alternatives);
        Assert.Contains("none of these", alternatives);
        Assert.Contains("at most one of", $"{s_schemas["Event"]!["description"]}", StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_path_gives_is_no_part_of_the_body()
    {
        var activate = s_document["paths"]!["/v1/workflows/{workflowId}:activate"]!["post"]!;

        Assert.Equal(["path", "header"], activate["parameters"]!.AsArray().Select(parameter => $"{parameter!["in"] ?? "header"}"));
        Assert.False(s_schemas["ActivateWorkflowRequest"]!["properties"]!.AsObject().ContainsKey("workflowId"));
        Assert.True(s_schemas["ActivateWorkflowRequest"]!["properties"]!.AsObject().ContainsKey("version"));
    }

    [Fact]
    public void Query_parameters_are_the_fields_that_are_left()
    {
        var profile = s_document["paths"]!["/v1/shoppers/{shopperId}/profile"]!["get"]!["parameters"]!.AsArray();

        Assert.Equal(
            ["path shopperId", "query minPosition.partition", "query minPosition.sequence", "query asOfTime"],
            profile.Where(parameter => parameter!["in"] is not null).Select(parameter => $"{parameter!["in"]} {parameter["name"]}"));
    }

    [Fact]
    public void Refusals_are_problems_with_the_reasons_of_their_status()
    {
        var record = s_document["paths"]!["/v1/events"]!["post"]!["responses"]!.AsObject();

        Assert.Equal(
            ["200", "400", "401", "403", "404", "413", "415", "429", "500", "503", "504"],
            record.Select(response => response.Key).Order(StringComparer.Ordinal));
        var bad = s_document["components"]!["responses"]!["Problem400"]!;
        Assert.Contains("`FIELD_REQUIRED`: A required field is missing.", $"{bad["description"]}", StringComparison.Ordinal);
        Assert.Equal("#/components/schemas/Problem", $"{bad["content"]!["application/problem+json"]!["schema"]!["$ref"]}");
    }

    [Fact]
    public void Who_may_call_is_said()
    {
        Assert.Equal("bearer", $"{s_document["components"]!["securitySchemes"]![Security.ShopKey]!["scheme"]}");
        Assert.True(s_document["paths"]!["/v1/shops"]!["post"]!["security"]![0]!.AsObject().ContainsKey(Security.ServiceCredential));
    }

    [Fact]
    public void It_is_the_same_at_every_start() => Assert.Equal(OpenApiDocument.ToUtf8(), OpenApiDocument.ToUtf8());

    static IEnumerable<JsonObject> Operations() =>
        s_document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!.AsObject());

    static JsonNode Property(string schema, string name) => s_schemas[schema]!["properties"]![name]!;
}
