namespace Automation.ChannelDelivery.Texts;

/// <summary>A text shows a variable that has no value for this shopper: nothing is sent rather than a text with a hole.</summary>
sealed class MissingVariableException(string path, string why)
    : Exception($"'{path}' {why}. Put what shows it between {{{{#if {path}}}}} and {{{{/if}}}}, or make sure that it is there.")
{
    public string Path { get; } = path;
}

/// <summary>More came of a text than a mail may have.</summary>
sealed class TextTooLongException() : Exception($"More than {TextOutput.MaxLength:N0} characters came of one text; shorten it or show fewer things.");
