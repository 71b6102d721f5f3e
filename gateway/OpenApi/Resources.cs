namespace Automation.Gateway.OpenApi;

/// <summary>What the build puts into the assembly for the document.</summary>
static class Resources
{
    /// <summary>The descriptors of the contracts with their comments.</summary>
    public const string Contracts = "contracts.pb";

    /// <summary>docs/errors.md.</summary>
    public const string Errors = "errors.md";

    /// <summary>What comes before the name of an operation whose answer is recorded.</summary>
    public const string ExamplePrefix = "examples/";

    public static Stream? TryOpen(string name) => typeof(Resources).Assembly.GetManifestResourceStream(name);

    public static Stream Open(string name) =>
        TryOpen(name) ?? throw new InvalidOperationException($"The gateway was built without {name}; build it again.");
}
