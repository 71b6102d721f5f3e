using Automation.ChannelDelivery.Channels;
using Automation.Testing;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Email;

/// <summary>A message on its way over a connection.</summary>
public sealed class Sending_over_smtp : SmtpTest
{
    [Fact]
    public async Task A_message_is_handed_over_command_by_command()
    {
        var result = await SendAsync(Sender());
        Assert.Equal(new SendResult.Sent("250 queued as 1"), result);
        Assert.Equal(["EHLO", "MAIL FROM:<hello@gifts.example.com>", "RCPT TO:<ada@shop.example.com>", "DATA"],
            Server.Heard.Select(line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "EHLO" : line));
        Assert.Contains("Subject: You left something\r\n", Assert.Single(Server.Messages));
    }

    [Fact]
    public async Task A_text_with_dots_arrives_as_it_is()
    {
        var rendered = Samples.Rendered() with { Text = ".\n..\nend\n.\nQUIT\n" };
        Assert.IsType<SendResult.Sent>(await Sender().SendAsync(rendered, _ => ValueTask.FromResult(true), CancellationToken.None));
        // As it came over the wire: each leading dot is doubled.
        Assert.Contains("\r\n..\r\n...\r\nend\r\n..\r\nQUIT\r\n", Assert.Single(Server.Messages));
    }

    [Fact]
    public async Task A_connection_serves_many_messages_and_is_made_anew_when_it_is_dead()
    {
        var sender = Sender();
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        Assert.Equal(1, Server.Connections);
        Assert.Equal(1, Server.Commands.Count(command => command == "NOOP"));
        Server.Answers["NOOP"] = ScriptedMailServer.Drop;
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        Assert.Equal((2, 3), (Server.Connections, Server.Messages.Count));
    }

    [Fact]
    [Trait("kind", "stack")]
    public async Task A_real_mail_server_shows_what_was_sent()
    {
        var mail = await LocalMail.SharedAsync();
        var rendered = Samples.Rendered() with
        {
            MessageId = Guid.NewGuid(),
            Subject = "Grüße, “Ada” 😀",
            Text = ".\nGrüße = 100 %\n.\n..two\n",
            Html = "<p>" + new string('ß', 500) + "</p>",
        };
        var result = await Sender(port: mail.SmtpPort).SendAsync(rendered, _ => ValueTask.FromResult(true), CancellationToken.None);
        Assert.IsType<SendResult.Sent>(result);
        var received = (await mail.MessagesAsync()).Single(message =>
            message.GetProperty("headers").GetProperty("message-id").GetString()!.Contains($"{rendered.MessageId}", StringComparison.Ordinal));
        Assert.Equal(rendered.Subject, received.GetProperty("subject").GetString());
        Assert.Equal(rendered.Text.TrimEnd(), received.GetProperty("text").GetString()!.TrimEnd());
        Assert.Equal(rendered.Html, received.GetProperty("html").GetString()!.Trim());
        Assert.Equal("List-Unsubscribe=One-Click", received.GetProperty("headers").GetProperty("list-unsubscribe-post").GetString());
    }
}
