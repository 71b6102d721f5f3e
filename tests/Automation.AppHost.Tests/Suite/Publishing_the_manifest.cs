using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Automation.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Suite;

[Trait("kind", "stack")]
public sealed partial class Publishing_the_manifest : IAsyncLifetime
{
    // Inside the repository, so that the paths to its projects are relative ones.
    readonly string _folder = Repository.PathOf("AppHost", "obj", $"manifest-{Guid.NewGuid():N}");
    JsonObject _manifest = [];

    public async Task InitializeAsync()
    {
        var file = Path.Combine(_folder, "manifest.json");
        var start = AppHostProcess.Start(("Parameters__replicas_segmentation", "2"));
        foreach (var argument in new[] { "--publisher", "manifest", "--output-path", file })
            start.ArgumentList.Add(argument);
        using var appHost = Process.Start(start)!;
        var output = appHost.StandardOutput.ReadToEndAsync();
        var errors = appHost.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await appHost.WaitForExitAsync(timeout.Token);
        Assert.True(File.Exists(file), await output + await errors);
        _manifest = JsonNode.Parse(await File.ReadAllTextAsync(file))!["resources"]!.AsObject();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public void It_has_every_service_with_its_project_and_no_local_server()
    {
        Assert.All(SuitePlan.AllServices, service =>
        {
            Assert.Equal("project.v0", (string?)_manifest[service]!["type"]);
            var project = (string)_manifest[service]!["path"]!;
            Assert.True(File.Exists(Path.Combine(_folder, project)), project);
        });
        Assert.DoesNotContain(_manifest, resource => (string?)resource.Value!["type"] is "executable.v0");
        Assert.NotNull(_manifest["postgres"]);
        Assert.NotNull(_manifest["redis"]);
        Assert.NotNull(_manifest["rabbitmq"]);
        Assert.NotNull(_manifest["mail"]);
    }

    [Fact]
    public void It_has_no_path_and_no_port_of_this_machine()
    {
        Assert.All(Leaves(_manifest), leaf =>
        {
            // Those inside a container's image are no paths of this machine.
            var isOfImage = leaf.Path.Contains(".volumes", StringComparison.Ordinal) || leaf.Path.EndsWith(".entrypoint", StringComparison.Ordinal);
            Assert.False(leaf.Value.StartsWith('/') && !isOfImage, $"{leaf}");
            Assert.DoesNotContain(Repository.PathOf(), leaf.Value);
            Assert.DoesNotContain(".data", leaf.Value);
            Assert.DoesNotContain("127.0.0.1", leaf.Value);
            // The containers' own ports stay: 5432, 5672, 6379.
            Assert.DoesNotMatch(LocalPort(), leaf.Value);
        });
    }

    [Fact]
    public void Services_are_told_of_each_other_by_reference()
    {
        Assert.Equal("{ingestion.bindings.grpc.url}", (string?)_manifest["segmentation"]!["env"]!["services__ingestion__grpc__0"]);
        Assert.Equal("{mail.connectionString}", (string?)_manifest["channel-delivery"]!["env"]!["ConnectionStrings__mail"]);
        Assert.Equal("{service-key.value}", (string?)_manifest["gateway"]!["env"]!["Credentials__ServiceKey"]);
    }

    static IEnumerable<(string Path, string Value)> Leaves(JsonNode node) => node switch
    {
        JsonObject branch => branch.SelectMany(child => Leaves(child.Value!)),
        JsonArray list => list.SelectMany(child => Leaves(child!)),
        _ => [(node.GetPath(), node.ToString())],
    };

    [GeneratedRegex(@"\b18\d{3}\b")]
    private static partial Regex LocalPort();
}
