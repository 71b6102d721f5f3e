using System.Globalization;
using System.IO.Compression;

namespace Automation.Samples.Player.Sample;

/// <summary>One line of Online Retail II, as it stands in the file.</summary>
sealed record SampleLine(
    string Invoice, string StockCode, string Description, int Quantity, DateTimeOffset Time, decimal Price, string CustomerId, string Country)
{
    static readonly string[] s_columns =
        ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"];

    /// <summary>Reads a file, gzipped or plain.</summary>
    public static IReadOnlyList<SampleLine> ReadFile(string path)
    {
        using var file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var text = new StreamReader(content);
        try
        {
            return Read(text);
        }
        catch (Exception error) when (error is InvalidDataException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    public static IReadOnlyList<SampleLine> Read(TextReader text)
    {
        using var rows = CsvRows.Read(text).GetEnumerator();
        if (!rows.MoveNext() || !rows.Current.SequenceEqual(s_columns))
            throw new InvalidDataException($"The first row is not '{string.Join(',', s_columns)}'; this is not Online Retail II.");
        var lines = new List<SampleLine>();
        while (rows.MoveNext())
            lines.Add(Parse(rows.Current, lines.Count + 2));
        return lines;
    }

    static SampleLine Parse(string[] row, int number)
    {
        if (row.Length != s_columns.Length)
            throw new InvalidDataException($"Row {number} has {row.Length} fields instead of {s_columns.Length}.");
        var time = DateTime.ParseExact(row[4], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return new SampleLine(
            row[0], row[1], row[2], int.Parse(row[3], CultureInfo.InvariantCulture), new DateTimeOffset(time, TimeSpan.Zero),
            decimal.Parse(row[5], CultureInfo.InvariantCulture), row[6], row[7]);
    }
}
