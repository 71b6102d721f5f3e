using Automation.Samples.Player.Sample;

namespace Automation.Samples.Tests.Sample;

public sealed class Reading_the_file
{
    const string Header = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country";

    [Fact]
    public void A_line_is_read_with_quotes_commas_and_blanks()
    {
        var line = Assert.Single(SampleLine.Read(new StringReader(
            $"{Header}\r\nC489434,79323W,\" CHERRY \"\"LIGHTS\"\", WHITE \",-12,2009-12-01 07:45:00,6.75,13085,United Kingdom\r\n")));

        Assert.Equal(
            new SampleLine(
                "C489434", "79323W", " CHERRY \"LIGHTS\", WHITE ", -12, new DateTimeOffset(2009, 12, 1, 7, 45, 0, TimeSpan.Zero),
                6.75m, "13085", "United Kingdom"),
            line);
    }

    [Fact]
    public void A_quoted_field_may_hold_a_line_break_and_the_last_line_needs_none() =>
        Assert.Equal(
            [["a\nb", ""], ["c", "d"]],
            CsvRows.Read(new StringReader("\"a\nb\",\nc,d")));

    [Theory]
    [InlineData("Invoice,StockCode\n", "Online Retail II")]
    [InlineData(Header + "\n1,2,3\n", "Row 2 has 3 fields")]
    [InlineData(Header + "\n1,2,\"3", "within quotes")]
    public void What_is_no_such_file_is_refused(string text, string why) =>
        Assert.Contains(why, Assert.Throws<InvalidDataException>(() => SampleLine.Read(new StringReader(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_week_is_what_its_description_says()
    {
        var lines = SampleLine.ReadFile(Automation.Testing.Repository.PathOf("samples", "online-retail", "week.csv.gz"));
        var carts = SampleCart.Of(lines);

        Assert.Equal((15_298, 891), (lines.Count, lines.Select(line => line.Invoice).Distinct().Count()));
        Assert.Equal((651, 130), (carts.Count, carts.Count(cart => cart.IsAbandoned)));
        Assert.Equal(473, carts.Where(cart => cart.Shopper.IsKnown).Select(cart => cart.Shopper.CustomerId).Distinct().Count());
    }
}
