using Automation.ChannelDelivery.Blocks;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;
using Automation.Validation;

namespace Automation.ChannelDelivery.Templates;

/// <summary>Reads a definition: makes a template of it and tells all that is wrong with it.</summary>
static class TemplateCompiler
{
    /// <summary>Bytes of a definition.</summary>
    public const int MaxBytes = 300_000;

    const int MaxName = 200;
    const int MaxTexts = 20;
    const int MaxBlocks = 50;
    const int MaxSubject = 200;
    const int MaxFindings = 200;

    /// <summary>The template, null where the definition cannot be one, and what was found, errors first.</summary>
    public static (ShopTemplate? Template, IReadOnlyList<TemplateFinding> Findings) Compile(TemplateDefinition definition)
    {
        var findings = new List<TemplateFinding>();
        var reader = new TemplateReader(definition.SubjectKind, findings);
        CheckFrame(definition, reader);
        var texts = new List<MailText>();
        // Beyond the limits nothing is read.
        if (findings.Count == 0)
            texts.AddRange(definition.Texts.Select((text, index) => Read(text, reader.In($"texts[{index}]"))));
        var hasErrors = findings.Exists(finding => finding.Severity is FindingSeverity.Error);
        return (
            hasErrors ? null : new ShopTemplate(definition.SubjectKind, definition.Layout, texts),
            [.. findings.OrderBy(finding => finding.Severity).Take(MaxFindings)]);
    }

    static void CheckFrame(TemplateDefinition definition, TemplateReader reader)
    {
        if (definition.CalculateSize() > MaxBytes)
            reader.Error("", ViolationReason.TooLong, $"has {definition.CalculateSize():N0} bytes; {MaxBytes:N0} are allowed. Split it into several templates.");
        if (string.IsNullOrWhiteSpace(definition.DisplayName))
            reader.Error("display_name", ViolationReason.Required, "is required; set it.");
        else if (definition.DisplayName.Length > MaxName)
            reader.Error("display_name", ViolationReason.TooLong, $"must have at most {MaxName} characters.");
        if (!Enum.IsDefined(definition.Layout))
            reader.Error("layout", ViolationReason.Invalid, $"{(int)definition.Layout} is not a layout; use one of Layout.");
        if (definition.SubjectKind is TemplateSubject.Unspecified)
            reader.Error("subject_kind", ViolationReason.Required, "is required; say what messages of the template are about.");
        else if (!Enum.IsDefined(definition.SubjectKind))
            reader.Error("subject_kind", ViolationReason.Invalid, $"{(int)definition.SubjectKind} is not a subject; use one of TemplateSubject.");
        if (definition.Texts.Count == 0)
            reader.Error("texts", ViolationReason.Required, "is required; write the message in one language at least.");
        else if (definition.Texts.Count > MaxTexts)
            reader.Error("texts", ViolationReason.TooLong, $"has {definition.Texts.Count} texts; {MaxTexts} are allowed.");
        CheckLocales(definition, reader);
    }

    static void CheckLocales(TemplateDefinition definition, TemplateReader reader)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < definition.Texts.Count; index++)
        {
            var locale = definition.Texts[index].Locale;
            if (locale.Length == 0)
                reader.Error($"texts[{index}].locale", ViolationReason.Required, "is required; name the language, such as en.");
            else if (Locales.Find(locale) is null)
                reader.Error($"texts[{index}].locale", TemplateReasons.LocaleInvalid, "is no language; use one such as en or de-AT.");
            else if (!known.Add(locale.Replace('_', '-')))
                reader.Error($"texts[{index}].locale", TemplateReasons.LocaleInvalid, "is in this list already; write one text for each locale.");
        }
    }

    static MailText Read(LocalizedText text, TemplateReader reader) => new(
        text.Locale,
        reader.Text("subject", text.Subject, MaxSubject),
        reader.Text("preheader", text.Preheader, MaxSubject, isRequired: false),
        Body(text, reader));

    static IMailBody Body(LocalizedText text, TemplateReader reader)
    {
        switch (text.BodyCase)
        {
            case LocalizedText.BodyOneofCase.Blocks:
                return Blocks(text.Blocks, reader.In("blocks"));
            case LocalizedText.BodyOneofCase.HandCoded:
                return new HandCodedBody(text.HandCoded, reader.In("hand_coded"));
            default:
                reader.Error("body", ViolationReason.Required, "is required; set blocks or hand_coded.");
                return new BlockBody([]);
        }
    }

    static BlockBody Blocks(BlockList list, TemplateReader reader)
    {
        if (list.Blocks.Count == 0)
            reader.Error("blocks", ViolationReason.Required, "is required; set one block at least.");
        else if (list.Blocks.Count > MaxBlocks)
            reader.Error("blocks", ViolationReason.TooLong, $"has {list.Blocks.Count} blocks; {MaxBlocks} are allowed.");
        if (CoreOf(reader.Subject) is { } core && list.Blocks.All(block => block.KindCase != core))
            reader.Warn("blocks", TemplateReasons.CoreBlockMissing, $"do not show what messages of this template are about; add a block of kind {core}.");
        var blocks = new List<(IMailBlock, bool)>();
        foreach (var (index, block) in list.Blocks.Take(MaxBlocks).Index())
        {
            if (MailBlocks.Read(block, reader.In($"blocks[{index}]")) is { } read)
                blocks.Add((read, MailBlocks.IsCore(block)));
        }
        return new BlockBody(blocks);
    }

    static Block.KindOneofCase? CoreOf(TemplateSubject subject) => subject switch
    {
        TemplateSubject.Cart => Block.KindOneofCase.CartLines,
        TemplateSubject.Order => Block.KindOneofCase.OrderLines,
        TemplateSubject.Products => Block.KindOneofCase.Products,
        _ => null,
    };
}
