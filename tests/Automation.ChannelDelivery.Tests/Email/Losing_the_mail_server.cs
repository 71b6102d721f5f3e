using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Channels.Email;
using Automation.Testing;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Email;

/// <summary>What a message has come to when the server is gone, silent or slow.</summary>
public sealed class Losing_the_mail_server : SmtpTest
{
    [Theory]
    [InlineData("greeting")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_connection_lost_before_the_final_dot_means_that_the_server_has_nothing(string stage)
    {
        Server.Answers[stage] = ScriptedMailServer.Drop;
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender()));
        Assert.Empty(Server.Messages);
    }

    [Fact]
    public async Task A_connection_lost_in_the_content_means_that_the_server_has_nothing_and_nobody_was_asked()
    {
        Server.Answers["content"] = ScriptedMailServer.Drop;
        // More than the buffers of both ends hold, so that the writing itself meets the cut.
        var large = Samples.Rendered() with { Html = new string('x', 32 * 1024 * 1024) };
        var asked = 0;
        var result = await Sender().SendAsync(large, _ => ValueTask.FromResult(++asked > 0), CancellationToken.None);
        Assert.IsType<SendResult.NotReached>(result);
        Assert.Equal(0, asked);
        Assert.Empty(Server.Messages);
    }

    [Theory]
    [InlineData(ScriptedMailServer.Drop)]
    [InlineData(ScriptedMailServer.Hang)]
    [InlineData("25~")]
    [InlineData("250 ok~")]
    [InlineData("hello")]
    [InlineData("354 go on")]
    [InlineData("999 what")]
    public async Task Without_a_whole_answer_behind_the_final_dot_the_outcome_is_unclear(string answer)
    {
        Server.Answers["dot"] = answer;
        var options = answer == ScriptedMailServer.Hang ? Within(TimeSpan.FromSeconds(3)) : Patient(StartTlsUse.WhenOffered);
        Assert.IsType<SendResult.Unclear>(await SendAsync(Sender(options: options)));
        Assert.Single(Server.Messages);
    }

    [Fact]
    public async Task What_follows_a_broken_answer_behind_the_final_dot_is_not_taken_for_one()
    {
        Server.Answers["dot"] = "hello\r\n250 ok";
        Assert.IsType<SendResult.Unclear>(await SendAsync(Sender()));
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_server_that_says_nothing_before_the_final_dot_has_nothing(string stage)
    {
        Server.Answers[stage] = ScriptedMailServer.Hang;
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(options: Within(TimeSpan.FromMilliseconds(500)))));
    }

    [Fact]
    public async Task Nobody_listening_is_not_reached() =>
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(port: LoopbackPorts.Free())));

    [Fact]
    public async Task A_slow_server_runs_out_of_the_messages_time()
    {
        Server.OnStage = _ => Task.Delay(200);
        var sender = Sender(options: Within(TimeSpan.FromMilliseconds(400)));
        Assert.IsType<SendResult.NotReached>(await SendAsync(sender));
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("RCPT")]
    public async Task One_answer_has_less_time_than_the_whole_message(string stage)
    {
        Server.Answers[stage] = ScriptedMailServer.Hang;
        var began = TimeProvider.System.GetTimestamp();
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(options: Answering(TimeSpan.FromSeconds(1)))));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_server_that_looks_long_at_a_whole_message_is_waited_for()
    {
        Server.OnStage = stage => stage == "dot" ? Task.Delay(2_500) : Task.CompletedTask;
        var sender = Sender(options: Answering(TimeSpan.FromSeconds(1)));
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        // The next one is not waited for as long.
        Server.Answers["MAIL#2"] = ScriptedMailServer.Hang;
        var began = TimeProvider.System.GetTimestamp();
        Assert.IsType<SendResult.NotReached>(await SendAsync(sender));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
    }
}
