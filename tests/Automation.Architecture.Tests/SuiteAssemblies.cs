using System.Reflection;
using Automation.Testing;
using Xunit;

namespace Automation.Architecture.Tests;

/// <summary>A service of the suite, or the gateway, by the naming rule.</summary>
/// <param name="Folder">For example <c>services/workflow-engine</c>.</param>
/// <param name="Name">For example <c>WorkflowEngine</c>.</param>
public sealed record SuiteService(string Folder, string Name)
{
    public Assembly Assembly => Assembly.Load($"Automation.{Name}");

    /// <summary>Every service that is there, and the gateway.</summary>
    public static IReadOnlyList<SuiteService> All { get; } =
    [
        .. Directory.GetDirectories(Repository.PathOf("services")).Order(StringComparer.Ordinal)
            .Select(folder => new SuiteService($"services/{Path.GetFileName(folder)}", PascalOf(Path.GetFileName(folder)))),
        new SuiteService("gateway", "Gateway"),
    ];

    public static TheoryData<SuiteService> Theory => [.. All];

    static string PascalOf(string kebab) => string.Concat(kebab.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    public override string ToString() => Name;
}

/// <summary>Everything of the suite that is compiled.</summary>
static class SuiteAssemblies
{
    public static IReadOnlyList<Assembly> All { get; } =
    [
        Assembly.Load("Automation.ServiceDefaults"),
        .. Named("libraries", "Automation."),
        .. Named("clients", "Automation.Clients."),
        .. SuiteService.All.Select(service => service.Assembly),
    ];

    static IEnumerable<Assembly> Named(string folder, string prefix) =>
        Directory.GetDirectories(Repository.PathOf(folder)).Order(StringComparer.Ordinal)
            .Select(path => Assembly.Load(prefix + Path.GetFileName(path)));
}
