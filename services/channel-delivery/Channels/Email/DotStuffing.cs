namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>RFC 5321 §4.5.2: a line that begins with a dot gets another one, so that no content ends the message.</summary>
static class DotStuffing
{
    /// <summary>The message as it goes over the wire, without the final dot and without the line end before it.</summary>
    /// <param name="message">Lines that end with CRLF; the last end is left out.</param>
    public static byte[] Stuff(ReadOnlySpan<byte> message)
    {
        if (message.EndsWith("\r\n"u8))
            message = message[..^2];
        var dots = message.Length > 0 && message[0] == '.' ? 1 : 0;
        for (var i = 2; i < message.Length; i++)
        {
            if (message[i] == '.' && message[i - 1] == '\n' && message[i - 2] == '\r')
                dots++;
        }
        var stuffed = new byte[message.Length + dots];
        var at = 0;
        for (var i = 0; i < message.Length; i++)
        {
            if (message[i] == '.' && (i == 0 || (i >= 2 && message[i - 1] == '\n' && message[i - 2] == '\r')))
                stuffed[at++] = (byte)'.';
            stuffed[at++] = message[i];
        }
        return stuffed;
    }
}
