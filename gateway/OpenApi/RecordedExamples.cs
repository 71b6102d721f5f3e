using System.Text.Json.Nodes;

namespace Automation.Gateway.OpenApi;

/// <summary>A REST call as the real stack answered it.</summary>
/// <param name="Request">The body; null where there is none.</param>
/// <param name="Response">The answer.</param>
sealed record RecordedExample(JsonNode? Request, JsonNode Response)
{
    /// <summary>The example of an operation, or of a problem as <c>problem-404</c>; null when none was recorded.</summary>
    public static RecordedExample? Find(string name)
    {
        using var stream = Resources.TryOpen(Resources.ExamplePrefix + name);
        if (stream is null)
            return null;
        var file = JsonNode.Parse(stream)!;
        return new RecordedExample(file["request"]?.DeepClone(), file["response"]!.DeepClone());
    }
}
