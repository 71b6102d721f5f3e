using System.Text;
using Automation.Gateway.Rest;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>Which numbers in JSON come back with their digits.</summary>
public class Keeping_digits
{
    [Theory]
    [InlineData("0", true)]
    [InlineData("-1", true)]
    [InlineData("9007199254740991", true)]
    [InlineData("9007199254740992", true)]
    [InlineData("9007199254740993", false)]
    [InlineData("-9007199254740993", false)]
    [InlineData("9007199254740994", true)]
    [InlineData("9007199254740993.000", false)]
    [InlineData("9007199254740993.5", true)]
    [InlineData("0.30000000000000004441", true)]
    [InlineData("9007199254740993e0", true)]
    [InlineData("1152921504606846976", true)]
    [InlineData("9223372036854775807", false)]
    [InlineData("18446744073709551615", false)]
    [InlineData("100000000000000000000000", true)]
    [InlineData("100000000000000000000001", false)]
    public void Only_whole_numbers_that_a_double_does_not_hold_lose_some(string json, bool survives) =>
        Assert.Equal(survives, WholeNumber.Survives(Encoding.ASCII.GetBytes(json)));

    [Fact]
    public void A_number_of_half_a_million_digits_costs_nothing() =>
        Assert.True(WholeNumber.Survives(Encoding.ASCII.GetBytes(new string('7', 500_000))));
}
