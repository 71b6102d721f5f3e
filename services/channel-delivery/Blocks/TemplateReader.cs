using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>Reads the texts of a template and notes what is wrong with them.</summary>
/// <param name="subject">What messages of it are about.</param>
/// <param name="findings">Where it is noted.</param>
/// <param name="path">The field that is read.</param>
sealed class TemplateReader(TemplateSubject subject, List<TemplateFinding> findings, string path = "")
{
    const int MaxUrl = 2_048;

    static readonly TextTemplate s_nothing = new([], TextForm.Plain);

    public TemplateSubject Subject => subject;

    /// <summary>The same one, within a field.</summary>
    public TemplateReader In(string field) => new(subject, findings, path.Length == 0 ? field : $"{path}.{field}");

    /// <summary>A text; an empty one where nothing may be used of it.</summary>
    public TextTemplate Text(string field, string source, int maxLength, bool isRequired = true, bool isHtml = false)
    {
        if (string.IsNullOrWhiteSpace(source))
        {
            if (isRequired)
                Error(field, Validation.ViolationReason.Required, "is required; set it.");
            return s_nothing;
        }
        if (source.Length > maxLength)
        {
            Error(field, Validation.ViolationReason.TooLong, $"has {source.Length:N0} characters; shorten it to {maxLength:N0}.");
            return s_nothing;
        }
        var (template, problems) = TextParser.Parse(source, Vocabulary.Of(subject), isHtml);
        if (problems.Count == 0)
            return template;
        var lines = new SourceLines(source);
        foreach (var problem in problems)
        {
            var (line, column) = lines.PlaceOf(problem.Offset);
            Add(FindingSeverity.Error, field, problem.Reason, problem.Detail, line, column);
        }
        return template;
    }

    /// <summary>A text of which an address comes.</summary>
    public TextTemplate Url(string field, string source, bool isRequired)
    {
        if (string.IsNullOrWhiteSpace(source))
        {
            if (isRequired)
                Error(field, BlockReasons.UrlMissing, "is needed here; set an address that begins with https://.");
            return s_nothing;
        }
        var begins = source.TrimStart();
        if (!begins.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !begins.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            && !begins.StartsWith("{{", StringComparison.Ordinal))
            Error(field, BlockReasons.UrlInvalid, "must begin with https:// or http://, or with a variable that is an address, such as {{links.storefront}}.");
        else if (!source.Contains("{{", StringComparison.Ordinal) && WebAddress.Of(source) is null)
            Error(field, BlockReasons.UrlInvalid, "is no address; write one such as https://shop.example.com/help.");
        return Text(field, source, MaxUrl, isRequired);
    }

    /// <summary>A block that only messages about something can show.</summary>
    public void RequireSubject(TemplateSubject needed, string name)
    {
        if (subject != needed)
            Error("", BlockReasons.BlockUnfit, $"{name} needs subject_kind TEMPLATE_SUBJECT_{needed.ToString().ToUpperInvariant()}; set that, or leave the block out.");
    }

    public void RequireRange(string field, int value, int max)
    {
        if (value < 0 || value > max)
            Error(field, Validation.ViolationReason.Invalid, $"must be 0 to {max}.");
    }

    public void Error(string field, string reason, string detail) => Add(FindingSeverity.Error, field, reason, detail, 0, 0);

    public void Warn(string field, string reason, string detail) => Add(FindingSeverity.Warning, field, reason, detail, 0, 0);

    void Add(FindingSeverity severity, string field, string reason, string detail, int line, int column) => findings.Add(new TemplateFinding
    {
        Severity = severity,
        Field = field.Length == 0 ? path : path.Length == 0 ? field : $"{path}.{field}",
        Reason = reason,
        Detail = detail,
        Line = line,
        Column = column,
    });
}
