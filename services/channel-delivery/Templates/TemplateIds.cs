using Automation.Validation;

namespace Automation.ChannelDelivery.Templates;

/// <summary>How templates are named, and how many a shop may have.</summary>
static class TemplateIds
{
    public const int PerShop = 1_000;

    const int MaxLength = 50;

    /// <summary>What is wrong with an id; null: nothing.</summary>
    public static Violation? Check(string templateId) =>
        templateId.Length == 0 ? Violation.Required("template_id")
        : templateId.Length > MaxLength || !templateId.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? Violation.Invalid("template_id", $"takes 1 to {MaxLength} characters of a-z, 0-9 and -, such as welcome-1.")
        : null;
}
