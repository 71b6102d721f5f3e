using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Automation.Testing;
using Xunit;

namespace Automation.Compat.Tests.Feed;

/// <summary>The rules of compat/README.md, for every package in compat/feed.</summary>
public sealed class The_feed
{
    static readonly IReadOnlyList<StandIn> s_packages =
        [.. Directory.GetFiles(Repository.PathOf("compat", "feed"), "*.nupkg").Select(Read)];

    [Fact]
    public void Holds_what_its_sources_say()
    {
        using var check = Process.Start(new ProcessStartInfo("python3")
        {
            ArgumentList = { Repository.PathOf("compat", "pack.py"), "stale", Repository.PathOf("compat") },
            RedirectStandardError = true,
        })!;
        var problems = check.StandardError.ReadToEnd();
        check.WaitForExit();
        Assert.Equal("", problems);
        Assert.Equal(0, check.ExitCode);
    }

    // NuGet takes the lowest that fits: the official 2.85.0 where there is one, our 2.85.0.x where there is none.
    [Fact]
    public void Has_one_version_of_each_just_above_the_official_one()
    {
        Assert.NotEmpty(s_packages);
        Assert.Equal(s_packages.Count, s_packages.Select(package => package.Id).Distinct().Count());
        var wanted = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(entry => entry.Attribute("Include")!.Value, entry => entry.Attribute("Version")!.Value);
        foreach (var package in s_packages)
        {
            Assert.True(package.Version.Revision > 0, $"{package} has no fourth part");
            if (wanted.TryGetValue(package.Id, out var version))
                Assert.Equal(version, package.Version.ToString(3));
        }
    }

    [Fact]
    public void Asks_for_official_versions_only()
    {
        foreach (var package in s_packages)
            foreach (var (id, version) in package.Dependencies)
                Assert.True(
                    version.All(c => c is '.' || char.IsAsciiDigit(c)) && version.Count(c => c == '.') < 3,
                    $"{package} asks for {id} {version}: only a lower bound without a fourth part lets the official one win");
    }

    // The most specific pattern would win, and shut the official package out.
    [Fact]
    public void Is_one_source_among_equals()
    {
        var configuration = XDocument.Load(Repository.PathOf("nuget.config"));
        Assert.Empty(configuration.Descendants("packageSourceMapping"));
        Assert.Contains(configuration.Descendants("add"), entry => entry.Attribute("value")?.Value == "./compat/feed");
    }

    static StandIn Read(string path)
    {
        using var package = ZipFile.OpenRead(path);
        using var stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var nuspec = XDocument.Load(stream);
        string Value(string name) => nuspec.Descendants().First(element => element.Name.LocalName == name).Value;
        return new StandIn(
            Value("id"),
            Version.Parse(Value("version")),
            [.. nuspec.Descendants().Where(element => element.Name.LocalName == "dependency")
                .Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value))]);
    }

    sealed record StandIn(string Id, Version Version, IReadOnlyList<(string Id, string Version)> Dependencies)
    {
        public override string ToString() => $"{Id} {Version}";
    }
}
