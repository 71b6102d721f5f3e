using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Automation.ChannelDelivery.Storage;
using Automation.ChannelDelivery.V1;
using Automation.ServiceDefaults.Faults;

namespace Automation.ChannelDelivery.Rpc;

/// <summary>Where a page of messages ended: <c>list|ticks|message id</c>, base64url.</summary>
static class MessagePageToken
{
    public static string Write(Delivery last, string list) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{list}|{last.DecideTime.ToDateTimeOffset().UtcTicks}|{last.MessageId}")));

    /// <exception cref="Fault">PAGE_TOKEN_INVALID: not one of ours, or of another list.</exception>
    public static MessageCursor Read(string token, string list)
    {
        if (token.Length <= 1024 && Base64Url.IsValid(token)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split('|') is [var of, var ticks, var id]
            && of == list
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= DateTime.MaxValue.Ticks
            && Guid.TryParseExact(id, "D", out var messageId))
            return new MessageCursor(new DateTimeOffset(time, TimeSpan.Zero), messageId);
        throw new Fault(
            FaultReasons.PageTokenInvalid, "page_token",
            "is not a token of this list; send next_page_token of the former page with the same filters, or none.");
    }
}
