namespace Automation.ChannelDelivery.Channels;

/// <summary>Text that must stay on one line: a subject, a name, a title.</summary>
static class SingleLine
{
    /// <summary>The text with every line end and control character as a blank.</summary>
    public static string Of(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter)).Trim();
}
