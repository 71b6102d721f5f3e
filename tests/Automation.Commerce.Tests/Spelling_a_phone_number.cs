namespace Automation.Commerce.Tests;

public sealed class Spelling_a_phone_number
{
    [Theory]
    [InlineData("+49 (0)30 1234567")]
    [InlineData("+49 30/1234567")]
    [InlineData("0049 30 1234567")]
    [InlineData("(+49) 30-123.45.67")]
    [InlineData("\u202A+49\u00A030\u00A01234567\u202C")]
    [InlineData("\uFF0B\uFF14\uFF19 30 1234567")]
    [InlineData("+٤٩ ٣٠ ١٢٣٤٥٦٧")]
    [InlineData("٠٠٤٩ ٣٠ ١٢٣٤٥٦٧")]
    [InlineData("+49–30–1234567")]
    public void However_it_is_written_a_number_is_one(string text) => Assert.Equal("+49301234567", Normalized(text));

    [Theory]
    [InlineData("+39 06 1234567", "+39061234567")]
    [InlineData("+44 (0)20 7946 0123", "+442079460123")]
    [InlineData("+1 (202) 555-0123", "+12025550123")]
    [InlineData("+33 (0)1 23 45 67 89", "+33123456789")]
    public void A_leading_zero_is_dropped_where_the_country_drops_it(string text, string number) => Assert.Equal(number, Normalized(text));

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("00")]
    [InlineData("030 1234567")]
    [InlineData("49301234567")]
    [InlineData("+999 1234567")]
    [InlineData("+491")]
    [InlineData("+1 202 555 0123 456")]
    // Only locally possible: there is one in every area.
    [InlineData("+1 555 0123")]
    [InlineData("001 555-0123")]
    [InlineData("+1 (555) 0123")]
    [InlineData("+1 800 FLOWERS")]
    [InlineData("+49 30 1234567 ext. 12")]
    [InlineData("+49 30 1234567 #12")]
    [InlineData("call +49 30 1234567")]
    [InlineData("undefined")]
    public void What_calls_no_one_person_is_refused(string text) => Assert.False(PhoneNumber.TryNormalize(text, out _));

    [Theory]
    [InlineData("+39 06 1234567")]
    [InlineData("+49 (0)170 1234567")]
    public void The_one_form_stays_as_it_is(string text) => Assert.Equal(Normalized(text), Normalized(Normalized(text)));

    static string Normalized(string text)
    {
        Assert.True(PhoneNumber.TryNormalize(text, out var number), text);
        return number;
    }
}
