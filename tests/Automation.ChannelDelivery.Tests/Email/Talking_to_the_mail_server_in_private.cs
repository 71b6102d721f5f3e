using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Channels.Email;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Email;

/// <summary>Passwords, encryption and the address that says where.</summary>
public sealed class Talking_to_the_mail_server_in_private : SmtpTest
{
    [Theory]
    [InlineData("AUTH PLAIN LOGIN", "AUTH PLAIN AHVzZXIAcGFzcyB3b3Jk")]
    [InlineData("AUTH LOGIN", "AUTH LOGIN|dXNlcg==|cGFzcyB3b3Jk")]
    public async Task A_password_is_shown_in_the_way_that_the_server_offers(string offer, string expected)
    {
        Server.Offers.Add(offer);
        Assert.IsType<SendResult.Sent>(await SendAsync(Sender(credential: "user:pass%20word@")));
        var said = string.Join('|', Server.Heard.SkipWhile(line => !line.StartsWith("AUTH", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("MAIL", StringComparison.Ordinal)));
        Assert.Equal(expected, said);
    }

    [Fact]
    public async Task A_wrong_password_is_no_fault_of_the_message()
    {
        Server.Offers.Add("AUTH PLAIN");
        Server.Answers["AUTH"] = "535 no";
        Assert.IsType<SendResult.RefusedForNow>(await SendAsync(Sender(credential: "user:wrong@")));
    }

    [Fact]
    public async Task Encryption_that_is_required_and_not_offered_sends_nothing()
    {
        var sender = Sender(options: Patient(StartTlsUse.Required));
        Assert.IsType<SendResult.NotReached>(await SendAsync(sender));
        Assert.DoesNotContain(Server.Heard, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("WhenOffered")]
    [InlineData("Required")]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted(string use)
    {
        Server.Offers.Add("STARTTLS");
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(options: Patient(Enum.Parse<StartTlsUse>(use)))));
        Assert.Contains("STARTTLS", Server.Heard);
        Assert.DoesNotContain(Server.Heard, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Encryption_that_is_switched_off_is_not_asked_for()
    {
        Server.Offers.Add("STARTTLS");
        Assert.IsType<SendResult.Sent>(await SendAsync(Sender(options: Patient(StartTlsUse.Never))));
        Assert.DoesNotContain("STARTTLS", Server.Heard);
    }

    [Fact]
    public async Task Words_behind_the_answer_to_STARTTLS_are_not_taken_for_encrypted_ones()
    {
        Server.Offers.Add("STARTTLS");
        Server.Answers["STARTTLS"] = "220 go\r\n250 injected";
        Assert.IsType<SendResult.NotReached>(await SendAsync(Sender(options: Patient(StartTlsUse.WhenOffered))));
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
}
