using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Automation.ChannelDelivery.Channels.Email;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Email;

public sealed partial class Writing_mail
{
    static readonly string[] Awkward =
        ["", ".", "..", "\r\n.\r\n", ".\r\n", "a\r\n.b", " trailing \r\n", "tab\t", "=", "=\r\n=", "é", "😀", "\r", "\n.", new('x', 300), new('é', 100), "--=_"];

    [Fact]
    public void Any_text_survives_quoted_printable_in_short_ascii_lines() => Prop.ForAll(Texts(), text =>
    {
        var encoded = QuotedPrintable.Encode(text);
        Assert.All(encoded.Split("\r\n"), line => Assert.True(line.Length <= 76, line));
        Assert.All(encoded, letter => Assert.True(letter is >= ' ' and <= '~' or '\r' or '\n' or '\t'));
        Assert.DoesNotMatch(TrailingBlank(), encoded);
        Assert.Equal(text.ReplaceLineEndings("\r\n"), Decode(encoded));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stuffed_text_never_ends_a_message_early_and_is_what_it_was() => Prop.ForAll(Texts(), text =>
    {
        var message = text.ReplaceLineEndings("\r\n") + "\r\n";
        var stuffed = Encoding.UTF8.GetString(DotStuffing.Stuff(Encoding.UTF8.GetBytes(message)));
        var sent = stuffed + "\r\n.\r\n";
        // As a server reads it: until a line that is one dot, each other leading dot taken off.
        var lines = sent.Split("\r\n");
        var end = Array.IndexOf(lines, ".");
        Assert.Equal(lines.Length - 2, end);
        var received = string.Concat(lines[..end].Select(line => (line.StartsWith('.') ? line[1..] : line) + "\r\n"));
        Assert.Equal(message, received);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_header_text_is_one_header_and_says_the_same() => Prop.ForAll(Texts(), text =>
    {
        foreach (var encoded in new[] { HeaderText.Encode(text), HeaderText.EncodeName(text) })
        {
            Assert.All(encoded.Split("\r\n").Skip(1), line => Assert.StartsWith(" ", line));
            Assert.All(encoded.Replace("\r\n ", "", StringComparison.Ordinal), letter => Assert.InRange(letter, ' ', '~'));
            Assert.All(encoded.Split("\r\n"), line => Assert.True(line.Length <= 76, line));
        }
        var shown = string.Concat(text.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter)).Trim();
        var rejoined = HeaderText.Encode(text);
        Assert.Equal(shown, rejoined.Contains("=?utf-8?B?", StringComparison.Ordinal) ? DecodeWords(rejoined) : rejoined);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_mail_is_written_as_the_standards_say()
    {
        var mail = Encoding.ASCII.GetString(MimeWriter.Write(Samples.Rendered() with { Subject = "Für Sie", Text = "Grüße\n.\n", Html = "<p>é=1</p>" }));
        Assert.Equal(
            """
            Message-ID: <11111111-1111-4111-8111-111111111111@gifts.example.com>
            Date: Tue, 10 Mar 2026 12:00:00 +0000
            From: Ada's Gifts <hello@gifts.example.com>
            To: <ada@shop.example.com>
            Subject: =?utf-8?B?RsO8ciBTaWU=?=
            List-Unsubscribe: <https://go.example.com/u/token>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
             boundary="=_11111111111141118111111111111111"

            --=_11111111111141118111111111111111
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe
            .

            --=_11111111111141118111111111111111
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>=C3=A9=3D1</p>
            --=_11111111111141118111111111111111--

            """.ReplaceLineEndings("\r\n"),
            mail);
    }

    [Fact]
    public void A_name_with_a_line_end_writes_no_header_of_its_own()
    {
        var evil = Samples.Rendered() with { FromName = "Shop\r\nBcc: eve@evil.example", Subject = "Hi\nBcc: eve@evil.example" };
        var head = Encoding.ASCII.GetString(MimeWriter.Write(evil)).Split("\r\n\r\n")[0];
        Assert.DoesNotContain(head.Split("\r\n"), line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_transactional_mail_offers_no_unsubscribing()
    {
        var mail = Encoding.ASCII.GetString(MimeWriter.Write(Samples.Rendered() with { UnsubscribeUrl = null }));
        Assert.DoesNotContain("List-Unsubscribe", mail);
    }

    [Theory]
    [InlineData("Ada@Shop.Example.COM", "Ada@shop.example.com")]
    [InlineData(" ada+x@shop.example.com ", "ada+x@shop.example.com")]
    [InlineData("o'brien@shop.example.com", "o'brien@shop.example.com")]
    [InlineData("info@bücher.example", "info@xn--bcher-kva.example")]
    public void An_address_is_normalized(string text, string expected)
    {
        Assert.True(EmailAddress.TryNormalize(text, out var address));
        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("@shop.example.com")]
    [InlineData("ada@localhost")]
    [InlineData("a b@shop.example.com")]
    [InlineData("ada@shop..com")]
    [InlineData("ada@-shop.com")]
    [InlineData("ada@shop.com>")]
    [InlineData("<ada@shop.com")]
    [InlineData("ada@shop.com\r\nDATA")]
    [InlineData("ada\0@shop.com")]
    [InlineData(".ada@shop.com")]
    [InlineData("a..da@shop.com")]
    [InlineData("\"a da\"@shop.com")]
    [InlineData("jürgen@shop.com")]
    [InlineData("ada@[127.0.0.1]")]
    public void What_is_no_plain_address_is_refused(string text) => Assert.False(EmailAddress.TryNormalize(text, out _));

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

    static string DecodeWords(string encoded) => string.Concat(encoded.Split("\r\n ").Select(word =>
    {
        var match = EncodedWord().Match(word);
        Assert.True(match.Success, word);
        return Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value));
    }));

    [GeneratedRegex(@"^=\?utf-8\?B\?([A-Za-z0-9+/=]+)\?=$")]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"[ \t]\r\n|[ \t]$")]
    private static partial Regex TrailingBlank();
}
