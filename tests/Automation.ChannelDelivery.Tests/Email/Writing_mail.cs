using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Channels.Email;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MimeKit;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Email;

public sealed partial class Writing_mail
{
    static readonly string[] Awkward =
        ["", ".", "..", "\r\n.\r\n", ".\r\n", "a\r\n.b", " trailing \r\n", "tab\t", "=", "=\r\n=", "é", "😀", "\r", "\n.", new('x', 300), new('é', 100), "--=_",
            "=?utf-8?B?QQ==?=", "\"", "\\", ",", "<eve@evil.example>", ":", ";", "(", "--=_11111111111141118111111111111111--"];

    [Fact]
    public void Any_text_survives_in_short_ascii_lines() => Prop.ForAll(Texts(), text =>
    {
        var raw = Raw(Samples.Rendered() with { Text = text, Html = text });
        Assert.All(raw.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
        Assert.All(raw, letter => Assert.True(letter is >= ' ' and <= '~' or '\r' or '\n' or '\t'));
        Assert.DoesNotMatch(LoneLineEnd(), raw);
        foreach (var part in PartsOf(raw))
        {
            Assert.DoesNotMatch(TrailingBlank(), part);
            Assert.Equal(text.ReplaceLineEndings("\r\n"), Decode(part));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Any_text_is_one_message_over_the_wire_and_what_it_was()
    {
        await using var server = new ScriptedMailServer();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:mail"] = $"smtp://127.0.0.1:{server.Port}" }).Build();
        await using var sender = new SmtpSender(configuration, Options.Create(new EmailOptions()), TimeProvider.System);
        foreach (var text in Texts().Generator.Sample(60, 20).Append(string.Concat(Awkward)))
        {
            var mail = Samples.Rendered() with { Text = text };
            var before = server.Messages.Count;
            Assert.IsType<SendResult.Sent>(await sender.SendAsync(mail, _ => ValueTask.FromResult(true), CancellationToken.None));
            Assert.Equal(before + 1, server.Messages.Count);
            // As a server reads it: each leading dot taken off.
            var received = server.Messages[^1].Split("\r\n").Select(line => line.StartsWith('.') ? line[1..] : line);
            Assert.Equal(Raw(mail), string.Join("\r\n", received));
        }
    }

    [Fact]
    public void Any_header_text_is_one_header_and_says_the_same() => Prop.ForAll(Texts(), text =>
    {
        var name = Whole(text.Length > 200 ? text[..200] : text);
        var raw = Raw(Samples.Rendered() with { Subject = text, FromName = name });
        var head = raw[..raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.All(head, letter => Assert.True(letter is >= ' ' and <= '~' or '\r' or '\n' or '\t'));
        Assert.All(head.Split("\r\n"), line => Assert.True(line.Length <= (line.Contains("=?", StringComparison.Ordinal) ? 76 : 78), line));
        Assert.Equal(
            ["Content-Type", "Date", "From", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Message-ID", "Subject", "To"],
            head.Split("\r\n").Where(line => line.Length > 0 && line[0] is not (' ' or '\t')).Select(line => line.Split(':')[0]).Order(StringComparer.Ordinal));
        var read = MimeMessage.Load(new MemoryStream(Encoding.ASCII.GetBytes(raw)));
        var shown = SingleLine.Of(text);
        Assert.DoesNotContain(shown, letter => char.IsControl(letter));
        Assert.Equal(shown, read.Subject);
        var from = Assert.IsType<MailboxAddress>(Assert.Single(read.From));
        Assert.Equal((SingleLine.Of(name), "hello@gifts.example.com"), (from.Name ?? "", from.Address));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_message_is_the_same_bytes_again() => Assert.Equal(Raw(Samples.Rendered()), Raw(Samples.Rendered()));

    [Fact]
    public void A_long_unsubscribe_address_stays_whole()
    {
        var url = new Uri("https://go.example.com/u/" + new string('t', 300));
        var raw = Raw(Samples.Rendered() with { UnsubscribeUrl = url });
        Assert.Contains($"<{url.AbsoluteUri}>\r\n", raw);
    }

    [Fact]
    public void A_mail_is_written_as_the_standards_say()
    {
        var mail = Raw(Samples.Rendered() with { Subject = "Für Sie", Text = "Grüße\n.\n", Html = "<p>é=1</p>" });
        var end = mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        // Each header on one line; their order means nothing.
        var headers = mail[..end].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal)
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(
            [
                "Content-Type: multipart/alternative; boundary=\"=_11111111111141118111111111111111\"",
                "Date: Tue, 10 Mar 2026 12:00:00 +0000",
                "From: Ada's Gifts <hello@gifts.example.com>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "List-Unsubscribe: <https://go.example.com/u/token>",
                "MIME-Version: 1.0",
                "Message-ID: <11111111-1111-4111-8111-111111111111@gifts.example.com>",
                "Subject: =?utf-8?B?RsO8ciBTaWU=?=",
                "To: ada@shop.example.com",
            ],
            headers);
        Assert.Equal(
            """
            --=_11111111111141118111111111111111
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe
            .

            --=_11111111111141118111111111111111
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>=C3=A9=3D1</p>=

            --=_11111111111141118111111111111111--

            """.ReplaceLineEndings("\r\n"),
            mail[end..]);
    }

    [Fact]
    public void A_name_with_a_line_end_writes_no_header_of_its_own()
    {
        var evil = Samples.Rendered() with { FromName = "Shop\r\nBcc: eve@evil.example", Subject = "Hi\nBcc: eve@evil.example" };
        var head = Raw(evil).Split("\r\n\r\n")[0];
        Assert.DoesNotContain(head.Split("\r\n"), line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_transactional_mail_offers_no_unsubscribing()
    {
        var mail = Raw(Samples.Rendered() with { UnsubscribeUrl = null });
        Assert.DoesNotContain("List-Unsubscribe", mail);
    }

    static Arbitrary<string> Texts()
    {
        var piece = Gen.OneOf(Gen.Elements(Awkward), ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Whole(text.Get)));
        return Gen.ArrayOf(piece).Select(string.Concat).ToArbitrary();
    }

    // Half of a surrogate pair has no UTF-8; it becomes U+FFFD on the way in, like everywhere in .NET.
    static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    static string Decode(string encoded)
    {
        var bytes = new List<byte>();
        var text = encoded.Replace("=\r\n", "", StringComparison.Ordinal);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '=')
            {
                bytes.Add((byte)text[at]);
                continue;
            }
            bytes.Add(byte.Parse(text.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            at += 2;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    static string Raw(RenderedMessage message)
    {
        using var mail = MimeMail.Build(message, _ => ValueTask.FromResult(true));
        using var bytes = new MemoryStream();
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        // Into memory it completes at once.
        var writing = mail.WriteToAsync(options, bytes);
        Assert.True(writing.IsCompletedSuccessfully);
        return Encoding.ASCII.GetString(bytes.ToArray());
    }

    // What stands between the head of each part and the next boundary.
    static IEnumerable<string> PartsOf(string raw) => raw.Split("\r\n--=_11111111111141118111111111111111")[1..^1]
        .Select(part => part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);

    [GeneratedRegex(@"[ \t]\r\n|[ \t]$")]
    private static partial Regex TrailingBlank();

    [GeneratedRegex(@"\r(?!\n)|(?<!\r)\n")]
    private static partial Regex LoneLineEnd();
}
