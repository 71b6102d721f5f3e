namespace Automation.Commerce.Tests;

public sealed class Spelling_a_mailbox
{
    [Theory]
    [InlineData(" Ada.Lovelace+Shop@Example.COM\t", "ada.lovelace+shop@example.com")]
    [InlineData("\u202Aada@example.com\u202C", "ada@example.com")]
    [InlineData("\uFEFFada@example.com", "ada@example.com")]
    [InlineData("o'brien@shop.example.com", "o'brien@shop.example.com")]
    public void Case_and_what_copying_leaves_do_not_matter(string text, string mailbox) => Assert.Equal(mailbox, Normalized(text));

    [Theory]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("bu\u0308cher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.Example", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("ｅｘａｍｐｌｅ.com", "example.com")]
    [InlineData("example。com", "example.com")]
    // UTS 46 without transition: IDNA 2003 would make it strasse.example, somebody else's.
    [InlineData("straße.example", "xn--strae-oqa.example")]
    [InlineData("\u212Aelvin.example", "kelvin.example")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    public void A_domain_has_one_form_in_every_script(string domain, string ascii) =>
        Assert.Equal($"ada@{ascii}", Normalized($"ada@{domain}"));

    [Theory]
    [InlineData("mi\u212Ae@example.com", "mike@example.com")]
    [InlineData("\u0130da@example.com", "ida@example.com")]
    [InlineData("m\u0456ke@example.com", "mike@example.com")]
    [InlineData("ｍike@example.com", "mike@example.com")]
    public void A_letter_that_looks_like_another_is_not_that_other(string text, string other)
    {
        Assert.NotEqual(other, Normalized(text));
        Assert.False(Mailbox.IsAscii(Normalized(text)));
    }

    [Fact]
    public void A_local_part_beyond_ASCII_keeps_its_letters_and_their_case_in_NFC()
    {
        Assert.Equal("mi\u212Ae@example.com", Normalized("MI\u212AE@example.com"));
        Assert.Equal("jürgen@example.com", Normalized("jürgen@example.com"));
        Assert.NotEqual("jürgen@example.com", Normalized("JÜRGEN@example.com"));
        Assert.Equal("jürgen@example.com", Normalized("Ju\u0308rgen@example.com"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("@example.com")]
    [InlineData("root@localhost")]
    [InlineData("abc..def@example.com")]
    [InlineData(".ada@example.com")]
    [InlineData("ada.@example.com")]
    [InlineData("ada@example..com")]
    [InlineData("ada@example.com.")]
    [InlineData("ada@-example.com")]
    [InlineData("ada@exa_mple.com")]
    [InlineData("ada@127.0.0.1")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("ada@bob@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a\u00A0b@example.com")]
    [InlineData("a\u200Bb@example.com")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("Ada <ada@example.com>")]
    [InlineData("ada@example.com,bob@example.com")]
    [InlineData("ada@example.com\r\nBcc: bob@example.com")]
    [InlineData("ada\0@example.com")]
    [InlineData("ada\uD800@example.com")]
    [InlineData("ada@xn--a.example")]
    public void What_mail_cannot_be_sent_to_is_refused(string text) => Assert.False(Mailbox.TryNormalize(text, out _));

    [Fact]
    public void Too_long_a_mailbox_is_refused()
    {
        var domain = $"{new string('d', 63)}.{new string('d', 63)}.{new string('d', 58)}.de";
        Assert.Equal(254, Normalized($"{new string('l', 64)}@{domain}").Length);
        Assert.False(Mailbox.TryNormalize($"{new string('l', 64)}@d{domain}", out _));
        Assert.False(Mailbox.TryNormalize($"{new string('l', 65)}@example.com", out _));
        // 64 letters of two octets each.
        Assert.False(Mailbox.TryNormalize($"{new string('ü', 64)}@example.com", out _));
        Assert.False(Mailbox.TryNormalize($"ada@{new string('d', 64)}.com", out _));
    }

    [Theory]
    [InlineData("mi\u212Ae@bu\u0308cher.example")]
    [InlineData("ADA@Straße.example")]
    [InlineData("ju\u0308rgen@example。com")]
    public void The_one_form_stays_as_it_is(string text) => Assert.Equal(Normalized(text), Normalized(Normalized(text)));

    [Fact]
    public void This_host_has_what_maps_domains() => Mailbox.RequireIcu();

    static string Normalized(string text)
    {
        Assert.True(Mailbox.TryNormalize(text, out var mailbox), text);
        return mailbox;
    }
}
