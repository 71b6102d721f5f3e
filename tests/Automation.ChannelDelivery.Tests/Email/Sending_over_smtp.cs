using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Channels.Email;
using Automation.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Email;

public sealed class Sending_over_smtp : IAsyncDisposable
{
    readonly ScriptedMailServer _server = new();
    readonly List<SmtpSender> _senders = [];

    [Fact]
    public async Task A_message_is_handed_over_command_by_command()
    {
        var result = await SendAsync(Sender());
        Assert.Equal(new SendResult.Sent("250 queued as 1"), result);
        Assert.Equal(["EHLO", "MAIL FROM:<hello@gifts.example.com>", "RCPT TO:<ada@shop.example.com>", "DATA"],
            _server.Heard.Select(line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "EHLO" : line));
        Assert.Contains("Subject: You left something\r\n", Assert.Single(_server.Messages));
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_connection_lost_before_the_final_dot_means_that_the_server_has_nothing(string stage)
    {
        _server.Answers[stage] = ScriptedMailServer.Drop;
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender()));
        Assert.Empty(_server.Messages);
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
        _server.Answers["dot"] = answer;
        var options = answer == ScriptedMailServer.Hang ? Within(TimeSpan.FromSeconds(3)) : Patient(StartTlsUse.WhenOffered);
        Assert.IsType<SendResult.Unclear>(await SendAsync(Sender(options: options)));
        Assert.Single(_server.Messages);
    }

    [Theory]
    [InlineData("greeting")]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_server_that_says_nothing_before_the_final_dot_has_nothing(string stage)
    {
        _server.Answers[stage] = ScriptedMailServer.Hang;
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(options: Within(TimeSpan.FromMilliseconds(500)))));
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
        _server.Answers[stage] = answer;
        var result = await SendAsync(Sender());
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
        _server.Answers[stage] = answer;
        var refused = Assert.IsType<SendResult.RefusedForGood>(await SendAsync(Sender()));
        Assert.Equal(isAddress, refused.IsRecipientRefused);
        Assert.Contains(answer, refused.Answer);
    }

    [Fact]
    public async Task The_last_question_comes_before_the_final_dot_and_a_no_leaves_the_server_with_nothing()
    {
        var stages = new List<string>();
        _server.OnStage = stage =>
        {
            lock (stages)
                stages.Add(stage);
            return Task.CompletedTask;
        };
        var result = await Sender().SendAsync(Samples.Rendered(), _ =>
        {
            lock (stages)
                stages.Add("confirm");
            return ValueTask.FromResult(false);
        }, CancellationToken.None);
        Assert.IsType<SendResult.Withheld>(result);
        Assert.Equal(["greeting", "EHLO", "MAIL", "RCPT", "DATA", "confirm"], stages);
        Assert.Empty(_server.Messages);
    }

    [Fact]
    public async Task A_text_with_dots_arrives_as_it_is()
    {
        var rendered = Samples.Rendered() with { Text = ".\n..\nend\n.\nQUIT\n" };
        Assert.IsType<SendResult.Sent>(await Sender().SendAsync(rendered, _ => ValueTask.FromResult(true), CancellationToken.None));
        // As it came over the wire: each leading dot is doubled.
        Assert.Contains("\r\n..\r\n...\r\nend\r\n..\r\nQUIT\r\n", Assert.Single(_server.Messages));
    }

    [Fact]
    public async Task A_connection_serves_many_messages_and_is_made_anew_when_it_is_dead()
    {
        var sender = Sender();
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        Assert.Equal(1, _server.Connections);
        Assert.Equal(1, _server.Heard.Count(line => line == "RSET"));
        _server.Answers["RSET"] = ScriptedMailServer.Drop;
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        Assert.Equal((2, 3), (_server.Connections, _server.Messages.Count));
    }

    [Fact]
    public async Task A_refused_message_does_not_end_the_connection_but_421_does()
    {
        var sender = Sender();
        _server.Answers["RCPT#1"] = "550 no such user";
        _server.Answers["RCPT#2"] = "421 closing";
        await SendAsync(sender);
        await SendAsync(sender);
        Assert.IsType<SendResult.Sent>(await SendAsync(sender));
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task Nobody_listening_is_not_reached() =>
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(port: LoopbackPorts.Free())));

    [Fact]
    public async Task A_slow_server_runs_out_of_the_messages_time()
    {
        _server.OnStage = _ => Task.Delay(200);
        var sender = Sender(options: Within(TimeSpan.FromMilliseconds(400)));
        Assert.IsType<SendResult.NotReached>(await SendAsync(sender));
    }

    [Theory]
    [InlineData("AUTH PLAIN LOGIN", "AUTH PLAIN AHVzZXIAcGFzcyB3b3Jk")]
    [InlineData("AUTH LOGIN", "AUTH LOGIN|dXNlcg==|cGFzcyB3b3Jk")]
    public async Task A_password_is_shown_in_the_way_that_the_server_offers(string offer, string expected)
    {
        _server.Offers.Add(offer);
        Assert.IsType<SendResult.Sent>(await SendAsync(Sender(credential: "user:pass%20word@")));
        var said = string.Join('|', _server.Heard.SkipWhile(line => !line.StartsWith("AUTH", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("MAIL", StringComparison.Ordinal)));
        Assert.Equal(expected, said);
    }

    [Fact]
    public async Task A_wrong_password_is_no_fault_of_the_message()
    {
        _server.Offers.Add("AUTH PLAIN");
        _server.Answers["AUTH"] = "535 no";
        Assert.IsType<SendResult.RefusedForNow>(await SendAsync(Sender(credential: "user:wrong@")));
    }

    [Fact]
    public async Task Encryption_that_is_required_and_not_offered_sends_nothing()
    {
        var sender = Sender(options: Patient(StartTlsUse.Required));
        Assert.IsType<SendResult.NotReached>(await SendAsync(sender));
        Assert.DoesNotContain(_server.Heard, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("WhenOffered")]
    [InlineData("Required")]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted(string use)
    {
        _server.Offers.Add("STARTTLS");
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(options: Patient(Enum.Parse<StartTlsUse>(use)))));
        Assert.Contains("STARTTLS", _server.Heard);
        Assert.DoesNotContain(_server.Heard, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Encryption_that_is_switched_off_is_not_asked_for()
    {
        _server.Offers.Add("STARTTLS");
        Assert.IsType<SendResult.Sent>(await SendAsync(Sender(options: Patient(StartTlsUse.Never))));
        Assert.DoesNotContain("STARTTLS", _server.Heard);
    }

    [Fact]
    public async Task Words_behind_the_answer_to_STARTTLS_are_not_taken_for_encrypted_ones()
    {
        _server.Offers.Add("STARTTLS");
        _server.Answers["STARTTLS"] = "220 go\r\n250 injected";
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(options: Patient(StartTlsUse.WhenOffered))));
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

    [Theory]
    [InlineData("smtp://127.0.0.1:2525", true)]
    [InlineData("smtp://user:p%40ss@mail.example", false)]
    [InlineData("http://127.0.0.1", false)]
    [InlineData("127.0.0.1:25", false)]
    [InlineData(null, false)]
    public void The_address_is_checked_at_the_start_and_a_password_goes_out_encrypted_only(string? address, bool isFine)
    {
        var validator = new EmailOptionsValidator(Configuration(address));
        Assert.Equal(isFine, validator.Validate(null, new EmailOptions()).Succeeded);
    }

    static Task<SendResult> SendAsync(SmtpSender sender) =>
        sender.SendAsync(Samples.Rendered(), _ => ValueTask.FromResult(true), CancellationToken.None);

    SmtpSender Sender(int? port = null, string credential = "", EmailOptions? options = null)
    {
        var configuration = Configuration($"smtp://{credential}127.0.0.1:{port ?? _server.Port}");
        var sender = new SmtpSender(configuration, Options.Create(options ?? Patient(StartTlsUse.WhenOffered)), TimeProvider.System);
        _senders.Add(sender);
        return sender;
    }

    // A busy machine is no silent server.
    static EmailOptions Patient(StartTlsUse use) => new()
    {
        ClientName = "client.example",
        CommandTimeout = TimeSpan.FromSeconds(20),
        MessageTimeout = TimeSpan.FromSeconds(25),
        StartTls = use,
    };

    static EmailOptions Within(TimeSpan time) => new()
    {
        ClientName = "client.example",
        CommandTimeout = time,
        MessageTimeout = time + TimeSpan.FromMilliseconds(100),
    };

    static IConfiguration Configuration(string? mail) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:mail"] = mail }).Build();

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders)
            await sender.DisposeAsync();
        await _server.DisposeAsync();
    }
}
