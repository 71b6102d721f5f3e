using System.Text.RegularExpressions;
using System.Xml.Linq;
using Automation.Testing;
using Xunit;

namespace Automation.Architecture.Tests;

/// <summary>Who may know whom, from the project references and from the namespaces that a source file names.</summary>
public partial class Layers
{
    // Knowledge points against the flow: a service knows what it follows or asks, never who follows it.
    static readonly Dictionary<string, string[]> s_upstream = new()
    {
        ["Ingestion"] = [],
        ["Segmentation"] = ["Ingestion"],
        ["Recommendations"] = ["Ingestion"],
        ["WorkflowEngine"] = ["Ingestion", "Segmentation", "Recommendations"],
        ["ChannelDelivery"] = ["Ingestion", "Segmentation", "Recommendations", "WorkflowEngine"],
        // Callers' keys are ingestion's.
        ["Gateway"] = ["Ingestion"],
    };

    // What belongs to no service: the host, the vocabulary of the contracts, what is generated from proto files for all.
    static readonly string[] s_shared = ["Api", "Commerce", "ServiceDefaults", "Validation"];

    // What a library computes is in a contract of its service.
    static readonly Dictionary<string, string[]> s_contracts = new() { ["Profiles"] = ["Segmentation"], ["Segments"] = ["Segmentation"],
        ["Sending"] = ["Segmentation", "WorkflowEngine"] };

    static readonly string[] s_libraries = NamesUnder("libraries");

    public static TheoryData<string> Libraries => [.. s_libraries];

    public static TheoryData<string> Clients => [.. NamesUnder("clients")];

    [Fact]
    public void The_defaults_know_no_service()
    {
        Findings.None(Strangers(["ServiceDefaults"], s_shared));
        Assert.Equal(["Automation.Validation", "Automation.Protos"], ReferencesOf("ServiceDefaults", "Automation.ServiceDefaults"));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_knows_no_service(string library)
    {
        Findings.None(Strangers(["libraries", library], [.. s_shared, .. s_libraries, .. s_contracts.GetValueOrDefault(library, [])]));
        Assert.Empty(ReferencesOf($"libraries/{library}", $"Automation.{library}")
            .Except(["Automation.ServiceDefaults", "Automation.Protos", .. s_libraries.Select(name => $"Automation.{name}")]));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void A_client_knows_its_own_service_only(string client)
    {
        Findings.None(Strangers(["clients", client], [.. s_shared, .. s_libraries, client]));
        Assert.Empty(ReferencesOf($"clients/{client}", $"Automation.Clients.{client}")
            .Except(["Automation.ServiceDefaults", "Automation.Protos", .. s_libraries.Select(name => $"Automation.{name}")]));
    }

    [Theory]
    [MemberData(nameof(SuiteService.Theory), MemberType = typeof(SuiteService))]
    public void A_service_knows_what_it_follows_and_not_who_follows_it(SuiteService service)
    {
        var known = s_upstream[service.Name].Append(service.Name).ToList();
        Findings.None(Strangers(service.Folder.Split('/'), [.. s_shared, .. s_libraries, .. known]));
        Assert.Empty(ReferencesOf(service.Folder, $"Automation.{service.Name}").Except(
        [
            "Automation.ServiceDefaults", "Automation.Protos",
            .. s_libraries.Select(name => $"Automation.{name}"), .. known.Select(name => $"Automation.Clients.{name}"),
        ]));
    }

    /// <summary>Where sources below a folder name a namespace of the suite that they must not know.</summary>
    static IEnumerable<string> Strangers(string[] folder, IReadOnlyCollection<string> known) =>
        from file in SourceFile.Under(folder)
        from match in SuiteNamespace().Matches(file.Code)
        let other = match.Groups[1].Value
        where !known.Contains(other)
        select $"{file.Path}:{file.LineOf(match.Index)} knows {match.Value}";

    static IEnumerable<string> ReferencesOf(string folder, string project) =>
        XDocument.Load(Repository.PathOf([.. folder.Split('/'), $"{project}.csproj"])).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    static string[] NamesUnder(string folder) =>
        [.. Directory.GetDirectories(Repository.PathOf(folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    // A client is known by its service; what is tested knows who tests it.
    [GeneratedRegex(@"\bAutomation\.(?:Clients\.)?([A-Z][A-Za-z]*)\b")]
    private static partial Regex SuiteNamespace();
}
