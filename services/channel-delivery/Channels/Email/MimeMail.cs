using System.Text;
using Automation.Commerce;
using MimeKit;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>
/// A message as RFC 5322 with a plain and a rich part (RFC 2046 multipart/alternative), in ASCII throughout. The same message is
/// the same bytes whenever it is built.
/// </summary>
static class MimeMail
{
    /// <param name="message">What to send. Its addresses are plain ASCII ones, as <see cref="Mailbox"/> makes them.</param>
    /// <param name="confirm">Asked when all but the final dot is written; see <see cref="PermitBody"/>.</param>
    public static MimeMessage Build(RenderedMessage message, Func<CancellationToken, ValueTask<bool>> confirm)
    {
        var mail = new MimeMessage
        {
            Date = message.Date.ToUniversalTime(),
            Body = new PermitBody(confirm)
            {
                Boundary = $"=_{message.MessageId:N}",
            },
        };
        // The same message has the same one, so that a receiver can tell a repeated one. Spelled as RFC 5322 does.
        mail.Headers[mail.Headers.IndexOf(HeaderId.MessageId)] =
            new Header("Message-ID", $"<{message.MessageId}@{Mailbox.DomainOf(message.FromAddress)}>");
        mail.Headers.Replace(HeaderText.Of(HeaderId.From, message.FromName, message.FromAddress));
        mail.Headers.Replace(HeaderText.Of(HeaderId.Subject, message.Subject));
        mail.To.Add(new MailboxAddress("", message.ToAddress));
        if (message.UnsubscribeUrl is { } url)
        {
            // RFC 8058: one click at the mail program, a POST to this address.
            mail.Headers.Add(HeaderId.ListUnsubscribe, $"<{url.AbsoluteUri}>");
            mail.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }
        var body = (PermitBody)mail.Body;
        body.Add(Part("plain", message.Text));
        body.Add(Part("html", message.Html));
        return mail;
    }

    // Quoted-printable stays legible where the text is ASCII, and no line of it can be mistaken for the boundary: "=_" would be "=3D_".
    static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(Encoding.UTF8, text.ReplaceLineEndings("\r\n"));
        return part;
    }
}
