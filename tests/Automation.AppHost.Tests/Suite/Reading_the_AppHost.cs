using System.Text.RegularExpressions;
using Automation.Testing;
using Xunit;

namespace Automation.AppHost.Tests.Suite;

public sealed partial class Reading_the_AppHost
{
    static readonly string s_appHost = Repository.PathOf("AppHost");

    [Fact]
    public void It_is_a_picture_of_the_system_that_fits_on_a_screen_or_two()
    {
        var lines = File.ReadAllLines(Path.Combine(s_appHost, "AppHost.cs"));
        Assert.True(lines.Length <= 120, $"{lines.Length} lines");
        Assert.DoesNotContain(lines, line => Decision().IsMatch(line));
    }

    [Fact]
    public void It_adds_every_service_of_the_list_in_its_order() =>
        Assert.Equal(
            SuitePlan.AllServices,
            Added().Matches(File.ReadAllText(Path.Combine(s_appHost, "AppHost.cs"))).Select(match => match.Groups[1].Value));

    [Fact]
    public void Its_readme_lists_every_resource_and_parameter()
    {
        var readme = File.ReadAllText(Path.Combine(s_appHost, "README.md"));
        var names = Directory.GetFiles(s_appHost, "*.cs")
            .SelectMany(file => Named().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Concat(SuitePlan.AllServices)
            .Distinct()
            .ToList();
        Assert.Contains("gateway", names);
        Assert.Contains("link-key", names);
        Assert.All(names, name => Assert.Contains($"| `{name}`", readme));
    }

    [GeneratedRegex(@"^\s*(if|else|switch|for|foreach|while)\b|\?.+:|=> .+ switch")]
    private static partial Regex Decision();

    [GeneratedRegex("""services\.Add<[\w.]+>\("([a-z-]+)[",]""")]
    private static partial Regex Added();

    // builder.AddScript("redis", …), builder.AddParameter("link-key", …), Setting(builder, "clock-mode", …)
    [GeneratedRegex("""(?:AddScript|AddPostgres|AddRedis|AddRabbitMQ|AddParameter|AddSetting|Setting)\((?:builder, )?\s*"([a-z-]+)"[,)]""")]
    private static partial Regex Named();
}
