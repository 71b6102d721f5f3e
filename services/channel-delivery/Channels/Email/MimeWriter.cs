using System.Globalization;
using System.Text;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>Writes a message as RFC 5322 with a plain and a rich part (RFC 2046 multipart/alternative), in ASCII throughout.</summary>
static class MimeWriter
{
    public static byte[] Write(RenderedMessage message)
    {
        var boundary = $"=_{message.MessageId:N}";
        var mail = new StringBuilder();
        Header(mail, "Message-ID", MessageIdOf(message));
        Header(mail, "Date", message.Date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(mail, "From", $"{HeaderText.EncodeName(message.FromName)} <{message.FromAddress}>");
        Header(mail, "To", $"<{message.ToAddress}>");
        Header(mail, "Subject", HeaderText.Encode(message.Subject));
        if (message.UnsubscribeUrl is { } url)
        {
            // RFC 8058: one click at the mail program, a POST to this address.
            Header(mail, "List-Unsubscribe", $"<{url.AbsoluteUri}>");
            Header(mail, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        Header(mail, "MIME-Version", "1.0");
        Header(mail, "Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
        mail.Append("\r\n");
        Part(mail, boundary, "text/plain", message.Text);
        Part(mail, boundary, "text/html", message.Html);
        mail.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.ASCII.GetBytes(mail.ToString());
    }

    /// <summary>The same message has the same one, so that a receiver can tell a repeated one.</summary>
    public static string MessageIdOf(RenderedMessage message) =>
        $"<{message.MessageId}@{EmailAddress.DomainOf(message.FromAddress)}>";

    static void Header(StringBuilder mail, string name, string value) =>
        mail.Append(name).Append(": ").Append(value).Append("\r\n");

    // A quoted-printable line cannot be mistaken for the boundary: it would have "=_" encoded as "=3D_".
    static void Part(StringBuilder mail, string boundary, string type, string text) => mail
        .Append("--").Append(boundary).Append("\r\n")
        .Append("Content-Type: ").Append(type).Append("; charset=utf-8\r\n")
        .Append("Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        .Append(QuotedPrintable.Encode(text)).Append("\r\n");
}
