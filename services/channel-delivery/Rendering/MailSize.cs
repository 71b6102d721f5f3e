using System.Text;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>
/// How large a text is in a mail. Mailboxes show about the first 102 KB and hide the rest, in which nobody looks for the link to
/// unsubscribe.
/// </summary>
static class MailSize
{
    /// <summary>Bytes that a part may have, with something left for what relays add.</summary>
    public const int MaxBytes = 95_000;

    /// <summary>Bytes as quoted-printable, which is never less than what a mailbox counts.</summary>
    public static int Of(string text)
    {
        var size = 0;
        foreach (var letter in Encoding.UTF8.GetBytes(text))
            size += letter switch { (byte)'\n' => 2, (byte)'=' or < (byte)' ' or > (byte)'~' => 3, _ => 1 };
        // Every 75 characters at the latest a line goes on in the next.
        return size + size / 72 * 3;
    }

    public static bool Fits(RenderedText text) => Of(text.Html) <= MaxBytes && Of(text.Text) <= MaxBytes;
}
