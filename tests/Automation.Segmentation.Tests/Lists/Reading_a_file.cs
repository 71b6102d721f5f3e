using System.Text;
using Automation.Segmentation.Imports;
using Automation.Segmentation.V1;
using Xunit;

namespace Automation.Segmentation.Tests.Lists;

public class Reading_a_file
{
    static readonly Encoding s_windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    [Theory]
    [InlineData("email,city\n", ',')]
    [InlineData("email;\"city, or town\";zip\na,b,c,d,e", ';')]
    [InlineData("email\tcity", '\t')]
    [InlineData("email|city", '|')]
    [InlineData("email", ',')]
    public void The_delimiter_is_the_one_that_the_first_line_has_most_of(string beginning, char delimiter) =>
        Assert.Equal(delimiter, CsvFile.DelimiterOf(beginning));

    [Fact]
    public async Task Quotes_line_ends_and_a_byte_order_mark_are_read()
    {
        var rows = await ReadAsync([.. Encoding.UTF8.GetPreamble(), .. "email;note\r\na@x.de;\"one; \"\"two\"\"\r\nthree\"\r\n\r\nb@x.de;ü\n"u8], new());
        Assert.Equal([["email", "note"], ["a@x.de", "one; \"two\"\r\nthree"], [""], ["b@x.de", "ü"]], rows.Select(row => row.Values));
        Assert.Equal([1, 2, 3, 4], rows.Select(row => row.Number));
        Assert.DoesNotContain(rows, row => row.IsMalformed);
    }

    [Fact]
    public async Task Encodings_are_told_by_the_mark_or_by_name_and_what_is_none_shows()
    {
        var utf16 = await ReadAsync([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("email\nü@x.de\n")], new());
        Assert.Equal("ü@x.de", utf16[1].Values[0]);
        Assert.Equal("ü@x.de", (await ReadAsync(s_windows.GetBytes("email\nü@x.de\n"), new() { Encoding = "windows-1252" }))[1].Values[0]);
        var wrong = await ReadAsync(s_windows.GetBytes("email\nü@x.de\n"), new());
        var plan = ColumnPlan.Of(["email"], new(), out _);
        Assert.Equal(RowReasons.EncodingWrong, plan.Read(2, wrong[1].Values).Problem!.Value.Reason);
    }

    [Fact]
    public async Task A_quote_in_the_middle_costs_its_row_and_one_that_is_not_closed_the_rest()
    {
        var rows = await ReadAsync("email,note\na@x.de,5\" pipe\nb@x.de,ok\n"u8.ToArray(), new());
        Assert.Equal([false, true, false], rows.Select(row => row.IsMalformed));
        var text = $"email,note\na@x.de,\"not closed\n{string.Concat(Enumerable.Repeat("b@x.de,ok\n", 2_000))}";
        var unreadable = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Encoding.UTF8.GetBytes(text), new()));
        Assert.Contains("Row 2", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_hundred_thousand_rows_no_more_is_held_than_a_buffer()
    {
        using var made = new Rows(200_000);
        using var file = await CsvFile.OpenAsync(() => made, new() { Delimiter = "," }, default);
        var kept = new List<WeakReference>();
        while (await file.ReadAsync())
        {
            // 32,768 characters are some 650 rows.
            Assert.InRange(made.MadeCount - file.Number, -1, 2_000);
            if (file.Number % 50_000 == 1)
                kept.Add(new WeakReference(file.Values));
        }
        Assert.Equal(200_001, file.Number);
        GC.Collect();
        Assert.Single(kept, values => values.IsAlive);
    }

    static async Task<List<(long Number, string[] Values, bool IsMalformed)>> ReadAsync(byte[] content, CsvSource csv)
    {
        var rows = new List<(long, string[], bool)>();
        using var file = await CsvFile.OpenAsync(() => new MemoryStream(content), csv, default);
        while (await file.ReadAsync())
            rows.Add((file.Number, file.Values, file.IsMalformed));
        return rows;
    }

    /// <summary>Makes rows as they are asked for.</summary>
    sealed class Rows(int count) : Stream
    {
        ReadOnlyMemory<byte> _left = "email,traits.city,traits.points\n"u8.ToArray();

        public int MadeCount { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int length)
        {
            if (_left.Length == 0 && MadeCount < count)
                _left = Encoding.UTF8.GetBytes($"shopper-{MadeCount}@example.com,\"A city of the name number {MadeCount % 100}\",{MadeCount++}\n");
            var taken = Math.Min(length, _left.Length);
            _left[..taken].Span.CopyTo(buffer.AsSpan(offset));
            _left = _left[taken..];
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int length) => throw new NotSupportedException();
    }
}
