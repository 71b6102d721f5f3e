using Automation.ChannelDelivery.Channels;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Email;

/// <summary>Whether a message may go is asked when only the dot is missing.</summary>
public sealed class Asking_right_before_the_final_dot : SmtpTest
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    public async Task The_last_question_is_asked_once_right_before_the_final_dot_whatever_the_server_offers(bool mayLeave, int messages)
    {
        Server.Offers.AddRange(["PIPELINING", "SIZE 10000000", "CHUNKING", "BINARYMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"]);
        var stages = new List<string>();
        Server.OnStage = stage =>
        {
            lock (stages)
                stages.Add(stage);
            return Task.CompletedTask;
        };
        var sender = Sender();
        for (var message = 0; message < messages; message++)
        {
            lock (stages)
                stages.Clear();
            var result = await sender.SendAsync(Samples.Rendered(), async token =>
            {
                // Were the dot on its way already, the server would have it by now.
                await Task.Delay(100, token);
                lock (stages)
                    stages.Add("confirm");
                return mayLeave;
            }, CancellationToken.None);
            Assert.Equal(mayLeave ? typeof(SendResult.Sent) : typeof(SendResult.Withheld), result.GetType());
            string[] begin = message > 0 && mayLeave ? ["NOOP"] : ["greeting", "EHLO"];
            string[] end = mayLeave ? ["confirm", "dot"] : ["confirm"];
            lock (stages)
                Assert.Equal([.. begin, "MAIL", "RCPT", "DATA", .. end], stages);
        }
        Assert.Equal(mayLeave ? messages : 0, Server.Messages.Count);
    }

    [Fact]
    public async Task The_whole_content_is_with_the_server_when_the_last_question_is_asked()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(line => $"line {line} of the message\n"));
        var heard = new TaskCompletionSource();
        Server.OnLine = line =>
        {
            if (line == "--=_11111111111141118111111111111111--")
                heard.TrySetResult();
        };
        var result = await Sender().SendAsync(Samples.Rendered() with { Text = text }, async token =>
        {
            await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), token);
            return true;
        }, CancellationToken.None);
        Assert.IsType<SendResult.Sent>(result);
    }
}
