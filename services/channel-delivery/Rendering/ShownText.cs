using Automation.ChannelDelivery.Channels;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>What shoppers and shops wrote, as a message shows it.</summary>
static class ShownText
{
    // Nobody reads more of a title, and a line must not fill a mail.
    const int MaxLength = 200;

    // What is longer is not even gone through.
    const int MaxRead = 10 * MaxLength;

    /// <summary>One line that is not too long; null when nothing is in it.</summary>
    public static string? Title(string? text)
    {
        var title = OrNull(text is { Length: > MaxRead } ? text[..MaxRead] : text);
        return title is null || title.Length <= MaxLength ? title
            // Never half of a character.
            : $"{title[..(char.IsHighSurrogate(title[MaxLength - 2]) ? MaxLength - 2 : MaxLength - 1)]}…";
    }

    /// <summary>One line; null when nothing is in it.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : SingleLine.Of(text);
}
