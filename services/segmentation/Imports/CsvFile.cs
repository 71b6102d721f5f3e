using System.Globalization;
using Automation.Segmentation.V1;
using CsvHelper;
using CsvHelper.Configuration;

namespace Automation.Segmentation.Imports;

/// <summary>Reads a file row by row; no more of it is in memory than a buffer.</summary>
sealed class CsvFile : IDisposable
{
    const int BufferChars = 32_768;
    static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    readonly CsvParser _parser;
    bool _isMalformed;

    CsvFile(TextReader reader, string delimiter) => _parser = new CsvParser(
        reader,
        new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            BufferSize = BufferChars,
            IgnoreBlankLines = false,
            MaxFieldSize = ImportRules.ValueLength,
            BadDataFound = _ => _isMalformed = true,
        });

    /// <summary>Number of the row that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The row that was read last.</summary>
    public string[] Values { get; private set; } = [];

    /// <summary>Whether its quotes are not as they should be.</summary>
    public bool IsMalformed => _isMalformed;

    /// <summary>Opens a file before its first row.</summary>
    /// <param name="open">Gives its bytes; called twice.</param>
    /// <param name="csv">How it is written.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<CsvFile> OpenAsync(Func<Stream> open, CsvSource csv, CancellationToken cancellationToken)
    {
        var delimiter = csv.Delimiter.Length > 0 ? csv.Delimiter : await FindDelimiterAsync(open, csv, cancellationToken);
        return new CsvFile(ReaderOf(open, csv), delimiter);
    }

    /// <summary>Reads the next row.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="InvalidDataException">The file cannot be read on from here.</exception>
    public async Task<bool> ReadAsync()
    {
        try
        {
            _isMalformed = false;
            if (!await _parser.ReadAsync())
                return false;
            Number++;
            Values = _parser.Record ?? [];
            return true;
        }
        catch (MaxFieldSizeException)
        {
            throw new InvalidDataException(
                $"Row {Number + 1} has a value of more than {ImportRules.ValueLength} characters, most likely because a quote is not closed; correct it and import the file again.");
        }
    }

    /// <summary>Whether the row has nothing in it.</summary>
    public bool IsBlank => Array.TrueForAll(Values, string.IsNullOrWhiteSpace);

    public void Dispose() => _parser.Dispose();

    static StreamReader ReaderOf(Func<Stream> open, CsvSource csv) =>
        new(open(), CsvEncodings.Of(csv.Encoding), detectEncodingFromByteOrderMarks: true, BufferChars);

    // The first line has the headers, which seldom have a delimiter in them.
    static async Task<string> FindDelimiterAsync(Func<Stream> open, CsvSource csv, CancellationToken cancellationToken)
    {
        using var reader = ReaderOf(open, csv);
        var buffer = new char[BufferChars];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        return DelimiterOf(buffer.AsSpan(0, length)).ToString();
    }

    /// <summary>The delimiter that the first line has most of outside quotes.</summary>
    public static char DelimiterOf(ReadOnlySpan<char> beginning)
    {
        var counts = new int[s_delimiters.Length];
        var isQuoted = false;
        foreach (var letter in beginning)
        {
            if (letter == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && letter is '\r' or '\n')
                break;
            else if (!isQuoted && Array.IndexOf(s_delimiters, letter) is >= 0 and var place)
                counts[place]++;
        }
        return s_delimiters[Array.IndexOf(counts, counts.Max())];
    }
}
