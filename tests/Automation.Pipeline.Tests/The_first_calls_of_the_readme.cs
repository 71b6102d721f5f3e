using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Testing;

namespace Automation.Pipeline.Tests;

[Trait("kind", "stack")]
public sealed class The_first_calls_of_the_readme
{
    // What the tests were built as, so that the contracts need not be compiled again.
#if DEBUG
    const string Configuration = "Debug";
#else
    const string Configuration = "Release";
#endif

    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Work_as_they_are_printed()
    {
        await using var suite = await Suite.StartAsync("ingestion", "segmentation", "gateway");
        var shop = await suite.CreateShopAsync();
        var readme = await File.ReadAllTextAsync(Repository.PathOf("README.md"));

        using var rest = suite.Rest(shop);
        using var content = new StringContent(BodyOfCurl(readme), Encoding.UTF8, "application/json");
        using var response = await rest.PostAsync(new Uri("/v1/events", UriKind.Relative), content);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode is HttpStatusCode.OK, answer);
        using var recorded = JsonDocument.Parse(answer);
        Assert.Equal("OUTCOME_RECORDED", recorded.RootElement.GetProperty("outcome").GetString());
        var shopperId = recorded.RootElement.GetProperty("shopperId").GetString();

        // The same shopper over gRPC: another two of the same product.
        var (code, output) = await RunAsync(
            "samples/first-call/record-event.cs", suite["gateway"].GrpcAddress.ToString(), shop.Key);
        Assert.True(code == 0, output);
        Assert.Contains($"recorded as Recorded for shopper {shopperId}", output, StringComparison.Ordinal);
        Assert.Contains("cart-1: Active, 1 line, subtotal 27.80 EUR", output, StringComparison.Ordinal);
    }

    static string BodyOfCurl(string readme) =>
        Regex.Match(readme, @"curl [^']*/v1/events .*?-d '(?<body>.*?)'", RegexOptions.Singleline).Groups["body"] is { Success: true } body
            ? body.Value
            : throw new InvalidOperationException("README.md has no curl call of /v1/events with a body.");

    static async Task<(int ExitCode, string Output)> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["run", "--configuration", Configuration, Repository.PathOf(file), "--", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(s_limit);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }
}
