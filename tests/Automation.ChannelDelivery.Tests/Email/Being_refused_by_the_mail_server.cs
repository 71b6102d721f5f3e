using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Channels.Email;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Email;

/// <summary>What a refusal means for the message and for the address.</summary>
public sealed class Being_refused_by_the_mail_server : SmtpTest
{
    [Theory]
    [InlineData("MAIL", "550 5.7.1 not from you")]
    [InlineData("RCPT", "550 5.1.1 no such user")]
    [InlineData("dot", "554 spam")]
    public async Task A_refusal_stays_one_when_the_connection_is_lost_behind_it(string stage, string answer)
    {
        Server.Answers[stage] = answer;
        Server.Answers["RSET"] = ScriptedMailServer.Drop;
        Assert.Contains(answer, Assert.IsType<SendResult.RefusedForGood>(await SendAsync(Sender())).Answer);
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("dot")]
    public async Task A_refusal_of_the_moment_stays_one_when_the_connection_is_lost_behind_it(string stage)
    {
        Server.Answers[stage] = "421 closing";
        Server.Answers["RSET"] = ScriptedMailServer.Drop;
        Assert.Contains("421 closing", Assert.IsType<SendResult.RefusedForNow>(await SendAsync(Sender())).Answer);
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    public async Task A_refusal_among_pipelined_commands_is_seen(string stage)
    {
        Server.Offers.Add("PIPELINING");
        Server.Answers[stage] = "550 5.1.1 no";
        var refused = Assert.IsType<SendResult.RefusedForGood>(await SendAsync(Sender()));
        Assert.StartsWith(stage, refused.Answer);
        Assert.Equal(stage == "RCPT", refused.IsRecipientRefused);
        Assert.DoesNotContain("DATA", Server.Commands);
    }

    [Theory]
    [InlineData("greeting", "421 too busy")]
    [InlineData("greeting", "554 go away")]
    [InlineData("EHLO", "550 who are you")]
    [InlineData("MAIL", "451 later")]
    [InlineData("RCPT", "450 greylisted")]
    [InlineData("DATA", "452 no space")]
    [InlineData("DATA", "250 what now")]
    [InlineData("dot", "451 scanner is down")]
    [InlineData("dot", "421 closing")]
    public async Task A_refusal_of_the_moment_is_tried_again(string stage, string answer)
    {
        Server.Answers[stage] = answer;
        // Who does not know EHLO is asked once more the old way.
        Server.Answers["HELO"] = answer;
        // What is said out of turn leaves both sides waiting.
        var options = answer == "250 what now" ? Within(TimeSpan.FromSeconds(2)) : Patient(StartTlsUse.WhenOffered);
        var result = await SendAsync(Sender(options: options));
        Assert.Contains(answer, Assert.IsType<SendResult.RefusedForNow>(result).Answer);
    }

    [Theory]
    [InlineData("MAIL", "550 5.7.1 not from you", false)]
    [InlineData("RCPT", "550 no such user", true)]
    [InlineData("RCPT", "550 5.1.1 no such user", true)]
    [InlineData("RCPT", "553 5.1.3 bad syntax", true)]
    [InlineData("RCPT", "550 5.2.1 mailbox disabled", true)]
    [InlineData("RCPT", "550 5.7.1 rejected by policy", false)]
    [InlineData("RCPT", "552 5.2.2 mailbox full", false)]
    [InlineData("RCPT", "554 no", false)]
    [InlineData("DATA", "554 no", false)]
    [InlineData("dot", "550 5.1.1 late no", false)]
    [InlineData("dot", "554 spam", false)]
    public async Task A_refusal_for_good_says_whether_it_is_about_the_address(string stage, string answer, bool isAddress)
    {
        Server.Answers[stage] = answer;
        var refused = Assert.IsType<SendResult.RefusedForGood>(await SendAsync(Sender()));
        Assert.Equal(isAddress, refused.IsRecipientRefused);
        Assert.Contains(answer, refused.Answer);
    }

    [Fact]
    public async Task A_refused_message_does_not_end_the_connection_but_421_does()
    {
        var sender = Sender();
        Server.Answers["RCPT#1"] = "550 no such user";
        Server.Answers["RCPT#2"] = "421 closing";
        await SendAsync(sender);
        await SendAsync(sender);
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        Assert.Equal(2, Server.Connections);
    }
}
