using System.Text.Json;
using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.V1;
using Automation.Testing;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Templates;

/// <summary>What workflow-engine ships for shops to put: it carries the messages without reading them, so they are read here.</summary>
public sealed class The_messages_of_the_flows
{
    public static TheoryData<string> Flows =>
        [.. Directory.GetFiles(Repository.PathOf("services", "workflow-engine", "Templates"), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Flows))]
    public void Can_be_put_and_rendered_in_every_language(string flow)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("services", "workflow-engine", "Templates", flow)));
        var messages = file.RootElement.GetProperty("messages").EnumerateArray().ToList();
        Assert.NotEmpty(messages);
        foreach (var message in messages)
        {
            var definition = TemplateDefinition.Parser.ParseJson(message.GetProperty("definition").GetRawText());
            var (template, findings) = TrialFindings.Check(definition);
            Assert.True(
                template is not null,
                $"{message.GetProperty("templateId")}: {string.Join('\n', findings.Where(finding => finding.Severity is FindingSeverity.Error))}");
            foreach (var text in definition.Texts)
            {
                var mail = Assert.IsType<MailOutcome.Mail>(template.Render(InventedMessage.Of(definition, text.Locale)));
                Assert.Equal(text.Locale, mail.Locale);
            }
        }
    }
}
