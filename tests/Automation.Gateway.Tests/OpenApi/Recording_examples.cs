using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Automation.Testing;
using Xunit;

namespace Automation.Gateway.Tests.OpenApi;

/// <summary>
/// Plays a small story of a shop through every route. With <c>UPDATE_EXAMPLES=1</c> the answers become the examples of the
/// OpenAPI document; without it they must have the shape of those.
/// </summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Recording_examples(GatewayFixture gateway) : GatewayTest(gateway)
{
    static readonly string s_folder = Repository.PathOf("gateway", "OpenApi", "Examples");
    static readonly bool s_isUpdate = Environment.GetEnvironmentVariable("UPDATE_EXAMPLES") == "1";
    static readonly JsonSerializerOptions s_written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly List<string> _differences = [];

    [Fact]
    public async Task Every_answer_has_the_shape_of_its_example()
    {
        var story = new ExampleStory(Fixture, CheckAsync);

        await story.PlayAsync();

        Assert.True(
            _differences.Count == 0,
            $"{string.Join('\n', _differences)}\nIf that is wanted: UPDATE_EXAMPLES=1 dotnet test tests/Automation.Gateway.Tests --filter Recording_examples, "
            + "look at the difference of gateway/OpenApi/Examples, and commit it.");
    }

    async Task CheckAsync(string name, string? request, RestAnswer answer)
    {
        var path = Path.Combine(s_folder, $"{name}.json");
        if (s_isUpdate)
        {
            var file = new JsonObject();
            if (request is not null)
                file["request"] = JsonNode.Parse(request);
            file["response"] = Mask(JsonNode.Parse(answer.Body)!);
            await File.WriteAllTextAsync(path, file.ToJsonString(s_written) + "\n");
            return;
        }
        var recorded = JsonDocument.Parse(await File.ReadAllTextAsync(path)).RootElement;
        var (was, now) = (ShapeOf(recorded.GetProperty("response")), ShapeOf(answer.Json));
        _differences.AddRange(now.Except(was).Select(shape => $"{name}: {shape} is new"));
        _differences.AddRange(was.Except(now).Select(shape => $"{name}: {shape} is gone"));
        if (request is not null && !JsonShape.Of(recorded.GetProperty("request")).SequenceEqual(JsonShape.Of(JsonDocument.Parse(request).RootElement)))
            _differences.Add($"{name}: the request is another one");
    }

    // A message of a slow machine may have to wait once, and says so with a reason.
    static IEnumerable<string> ShapeOf(JsonElement answer) =>
        JsonShape.Of(answer).Select(shape => $"{shape}").Where(shape => !shape.EndsWith(".decisions[].reason String", StringComparison.Ordinal));

    // A key opens nothing after the test, but looks as if it did.
    static JsonNode Mask(JsonNode answer)
    {
        if (answer is JsonObject json && json.ContainsKey("secret"))
            json["secret"] = "the-key-is-shown-only-once";
        return answer;
    }
}
