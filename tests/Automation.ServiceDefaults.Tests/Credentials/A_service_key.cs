using Automation.ServiceDefaults.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Credentials;

public class A_service_key
{
    [Theory]
    [InlineData("")]
    [InlineData("thirty-one-characters-are-short")]
    public async Task That_is_too_short_keeps_a_service_from_starting(string key)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Credentials:ServiceKey"] = key });
        builder.AddServiceDefaults("host");
        await using var app = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Contains("Credentials:ServiceKey", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matches_itself_and_nothing_else()
    {
        var credential = new ServiceCredential(Microsoft.Extensions.Options.Options.Create(new CredentialOptions { ServiceKey = DefaultsHost.ServiceKey }));

        Assert.True(credential.Matches(DefaultsHost.ServiceKey));
        Assert.False(credential.Matches(""));
        Assert.False(credential.Matches(DefaultsHost.ServiceKey.AsSpan()[..^1]));
        Assert.False(credential.Matches(DefaultsHost.ServiceKey + "x"));
        Assert.False(credential.Matches(new string('x', 100_000)));
    }
}
