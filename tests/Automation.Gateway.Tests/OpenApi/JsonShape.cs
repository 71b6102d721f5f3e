using System.Text.Json;

namespace Automation.Gateway.Tests.OpenApi;

/// <summary>What a JSON text consists of, apart from its values: each path with its kind.</summary>
static class JsonShape
{
    /// <summary>For example <c>$.events[].eventId String</c>, in order, each once.</summary>
    public static IReadOnlyList<string> Of(JsonElement json) => [.. Walk(json, "$").Distinct().Order(StringComparer.Ordinal)];

    static IEnumerable<string> Walk(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject()
            .Where(property => !IsOftenZero(property.Name))
            .SelectMany(property => Walk(property.Value, $"{path}.{NameOf(property.Name)}"))
            .Prepend($"{path} Object"),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(item => Walk(item, $"{path}[]")).Prepend($"{path} Array"),
        JsonValueKind.True or JsonValueKind.False => [$"{path} Boolean"],
        var kind => [$"{path} {kind}"],
    };

    // A shopper's partition is by chance, and 0 is left out.
    static bool IsOftenZero(string name) => name == "partition";

    // Maps by ids have other keys each time.
    static string NameOf(string name) => Guid.TryParse(name, out _) ? "{id}" : name;
}
