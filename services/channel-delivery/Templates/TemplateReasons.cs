namespace Automation.ChannelDelivery.Templates;

/// <summary>Why nothing came of a template and a message, and what is wrong with a template. Documented in docs/errors.md.</summary>
static class TemplateReasons
{
    // Of messages.
    public const string ContentMissing = "CONTENT_MISSING";
    public const string ContentEmpty = "CONTENT_EMPTY";
    public const string ContentTooLarge = "CONTENT_TOO_LARGE";
    public const string VariableMissing = "VARIABLE_MISSING";
    public const string RenderingFailed = "RENDERING_FAILED";
    public const string NothingAvailable = "NOTHING_AVAILABLE";
    public const string PriceNotLower = "PRICE_NOT_LOWER";

    // Of definitions, beside those of texts and blocks.
    public const string LocaleInvalid = "LOCALE_INVALID";
    public const string SubjectLong = "SUBJECT_LONG";
    public const string PreheaderLength = "PREHEADER_LENGTH";
    public const string CoreBlockMissing = "CORE_BLOCK_MISSING";
    public const string UnsubscribeAdded = "UNSUBSCRIBE_ADDED";
    public const string AltMissing = "ALT_MISSING";
    public const string MarkupUnsafe = "MARKUP_UNSAFE";
}
