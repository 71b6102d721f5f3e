using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>What is seen only once a template is rendered: lengths as shoppers see them, and the size.</summary>
static class TrialFindings
{
    // What is seen of it on a phone.
    const int LongSubject = 45;
    const int ShortPreheader = 40;
    const int LongPreheader = 90;

    /// <summary>Every finding of a definition, errors first, and the template where there is no error.</summary>
    public static (ShopTemplate? Template, IReadOnlyList<TemplateFinding> Findings) Check(TemplateDefinition definition)
    {
        var (template, findings) = TemplateCompiler.Compile(definition);
        if (template is null)
            return (null, findings);
        List<TemplateFinding> all = [.. findings, .. definition.Texts.SelectMany((text, index) => Of(definition, template, text.Locale, $"texts[{index}]"))];
        var hasErrors = all.Exists(finding => finding.Severity is FindingSeverity.Error);
        return (hasErrors ? null : template, [.. all.OrderBy(finding => finding.Severity)]);
    }

    static IEnumerable<TemplateFinding> Of(TemplateDefinition definition, ShopTemplate template, string locale, string field)
    {
        switch (template.Render(InventedMessage.Of(definition, locale)))
        {
            case MailOutcome.Stopped { Reason: TemplateReasons.ContentTooLarge } stopped:
                yield return Finding(FindingSeverity.Error, field, stopped.Reason, stopped.Detail);
                break;
            case MailOutcome.Mail mail:
                if (mail.Subject.Length > LongSubject)
                    yield return Finding(FindingSeverity.Warning, $"{field}.subject", TemplateReasons.SubjectLong, $"comes to {mail.Subject.Length} characters, of which phones show {LongSubject}; say what matters first, or shorten it.");
                if (mail.Preheader.Length is > 0 and (< ShortPreheader or > LongPreheader))
                    yield return Finding(FindingSeverity.Warning, $"{field}.preheader", TemplateReasons.PreheaderLength, $"comes to {mail.Preheader.Length} characters; {ShortPreheader} to {LongPreheader} fill the line and are not cut.");
                break;
        }
    }

    static TemplateFinding Finding(FindingSeverity severity, string field, string reason, string detail) =>
        new() { Severity = severity, Field = field, Reason = reason, Detail = detail };
}
