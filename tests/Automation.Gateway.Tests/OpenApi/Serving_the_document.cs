using System.Text.Json;
using Automation.Testing;
using Xunit;

namespace Automation.Gateway.Tests.OpenApi;

/// <summary>What a developer does with the document: check it, generate a client, read it in a browser.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public sealed class Serving_the_document(GatewayFixture gateway) : GatewayTest(gateway), IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("automation-openapi-");

    [Fact]
    public async Task It_needs_no_credential_and_is_sent_once_while_it_stays_the_same()
    {
        var first = await Fixture.SendAsync(HttpMethod.Get, "/openapi/v1.json", null, null);
        var again = await Fixture.SendAsync(HttpMethod.Get, "/openapi/v1.json", null, null, ("If-None-Match", first.Headers["ETag"]));
        var head = await Fixture.SendAsync(HttpMethod.Head, "/openapi/v1.json", null, null);

        Assert.Equal((200, "application/json"), (first.Status, first.MediaType));
        Assert.Equal("3.1.0", first.Json.GetProperty("openapi").GetString());
        Assert.Equal((304, ""), (again.Status, again.Body));
        Assert.Equal((200, "", first.Headers["ETag"]), (head.Status, head.Body, head.Headers["ETag"]));
    }

    [Fact]
    public async Task It_is_valid_and_so_is_every_example()
    {
        var file = await DownloadAsync();

        var said = await NodeTools.NodeAsync(
            _folder.FullName, Repository.PathOf("tests", "Automation.Gateway.Tests", "OpenApi", "check-document.mjs"), file, NodeTools.Folder);

        Assert.Matches("^valid, [1-9][0-9]{2} examples", said);
    }

    [Fact]
    public async Task A_TypeScript_client_made_of_it_compiles_and_calls()
    {
        var document = await DownloadAsync();
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "node_modules"), Path.Combine(NodeTools.Folder, "node_modules"));
        File.Copy(Repository.PathOf("tests", "Automation.Gateway.Tests", "OpenApi", "client.ts"), Path.Combine(_folder.FullName, "client.ts"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "package.json"), """{"type":"module"}""");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "tsconfig.json"), """
            {"compilerOptions":{"strict":true,"target":"es2022","module":"nodenext","lib":["es2022","dom","dom.iterable"],"types":[]},"files":["client.ts"]}
            """);

        await NodeTools.NodeAsync(_folder.FullName, NodeTools.Script("openapi-typescript", "bin/cli.js"), document, "--output", "schema.d.ts");
        await NodeTools.NodeAsync(_folder.FullName, NodeTools.Script("typescript", "bin/tsc"), "--project", ".");
        var said = await NodeTools.NodeAsync(_folder.FullName, "client.js", Fixture.Gateway.HttpAddress.GetLeftPart(UriPartial.Authority), Fixture.Shop.Key);

        var json = JsonDocument.Parse(said).RootElement;
        Assert.Equal("7", json.GetProperty("units").GetString());
        Assert.Equal("NOT_FOUND", json.GetProperty("refused").GetString());
        Assert.StartsWith("OUTCOME_", json.GetProperty("outcome").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_it_and_asks_no_other_host()
    {
        var page = new Uri(Fixture.Gateway.HttpAddress, "/scalar/");
        var log = Path.Combine(_folder.FullName, "net.json");

        var dom = await NodeTools.RunAsync(
            Browser, _folder.FullName, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", $"--user-data-dir={_folder.FullName}/profile", $"--log-net-log={log}", "--window-size=1400,1200",
            "--virtual-time-budget=15000", "--dump-dom", page.AbsoluteUri);
        var answer = await Fixture.SendAsync(HttpMethod.Get, "/scalar/", null, null);

        // The page draws what comes into sight.
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(await DownloadAsync()));
        var first = document.RootElement.GetProperty("paths").EnumerateObject().First().Value.EnumerateObject().First().Value;
        Assert.Contains(first.GetProperty("summary").GetString()!, dom, StringComparison.Ordinal);
        Assert.Equal([page.Authority], AskedBy(page.GetLeftPart(UriPartial.Authority), await File.ReadAllTextAsync(log)));
        Assert.Contains("connect-src 'self'", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("https://", answer.Body, StringComparison.Ordinal);
    }

    // The browser's own housekeeping has no page as its initiator.
    static IEnumerable<string> AskedBy(string origin, string netLog) =>
        from entry in JsonDocument.Parse(netLog).RootElement.GetProperty("events").EnumerateArray()
        where entry.TryGetProperty("params", out var parameters) && parameters.TryGetProperty("initiator", out var initiator)
            && initiator.GetString() == origin && parameters.TryGetProperty("url", out _)
        group entry by new Uri(entry.GetProperty("params").GetProperty("url").GetString()!).Authority into asked
        orderby asked.Key
        select asked.Key;

    async Task<string> DownloadAsync()
    {
        var file = Path.Combine(_folder.FullName, "openapi.json");
        await File.WriteAllTextAsync(file, (await Fixture.SendAsync(HttpMethod.Get, "/openapi/v1.json", null, null)).Body);
        return file;
    }

    static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    static string Browser => s_browsers.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("There is no Chromium; ./install.sh --tests installs it.");

    public void Dispose() => _folder.Delete(recursive: true);
}
