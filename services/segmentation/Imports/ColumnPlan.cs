using Automation.Segmentation.V1;
using Automation.Validation;

namespace Automation.Segmentation.Imports;

/// <summary>What each column of a file means.</summary>
sealed class ColumnPlan
{
    readonly List<(int Place, string Header, ColumnTarget Target)> _columns = [];
    readonly int _width;

    ColumnPlan(int width) => _width = width;

    /// <summary>Headers of columns that mean nothing.</summary>
    public List<string> Ignored { get; } = [];

    /// <param name="headers">The first row of the file.</param>
    /// <param name="csv">As <see cref="ImportRules"/> found it good.</param>
    /// <param name="violations">What does not fit, by field of the source.</param>
    public static ColumnPlan Of(IReadOnlyList<string> headers, CsvSource csv, out List<Violation> violations)
    {
        violations = [];
        var plan = new ColumnPlan(headers.Count);
        var names = headers.Select(Name).ToList();
        if (headers.Count > ImportRules.MaxColumns)
            violations.Add(Violation.TooLong("columns", $"are {headers.Count} in the file; it may have {ImportRules.MaxColumns}, so leave some out."));
        var columns = csv.Columns.Count > 0
            ? csv.Columns.ToList()
            : names.Distinct().Where(name => ColumnTargets.Of(name, default) is not null).Select(name => new ImportColumn { Header = name, Field = name }).ToList();
        foreach (var (number, column) in columns.Index())
        {
            var name = Name(column.Header);
            var place = names.IndexOf(name);
            if (place < 0)
                violations.Add(Violation.Invalid(
                    $"columns[{number}].header", $"'{column.Header}' is not in the first row of the file, which has {Shown(headers)}; correct it, or the file's encoding or delimiter."));
            else if (names.LastIndexOf(name) != place)
                violations.Add(Violation.Invalid($"columns[{number}].header", $"'{column.Header}' stands twice in the first row of the file; rename one of them there."));
            else
                plan._columns.Add((place, headers[place].Trim(), ColumnTargets.Of(column.Field, column.Type)!));
        }
        if (violations.Count == 0 && !columns.Exists(column => ColumnTargets.IsIdentifier(column.Field)))
            violations.Add(Violation.Invalid(
                "columns", $"name no shopper; say which column is email, phone, user_id or another identifier. The first row of the file has {Shown(headers)}."));
        plan.Ignored.AddRange(headers.Index().Where(header => plan._columns.TrueForAll(column => column.Place != header.Index)).Select(header => header.Item));
        return plan;
    }

    /// <summary>Reads a row.</summary>
    /// <returns>
    /// The row, unless it names nobody, and the first that is wrong with it. One with a problem is not to be brought in, but what it
    /// declines holds.
    /// </returns>
    public (ImportRow? Row, RowProblem? Problem) Read(long number, string[] values)
    {
        if (values.Length < _width || values.Skip(_width).Any(value => value.Length > 0))
            return (null, new(
                RowReasons.RowColumns, "",
                $"The row has {values.Length} values where the first row has {_width}; put a value that contains the delimiter, a quote or a line end into quotes."));
        var row = new ImportRow(number);
        RowProblem? problem = null;
        foreach (var (place, header, take) in _columns)
        {
            var value = values[place].Trim();
            if (value.Length == 0)
                continue;
            if (value.Contains('\uFFFD', StringComparison.Ordinal))
                problem ??= new(RowReasons.EncodingWrong, header, $"{header} has a character that is not in the file's encoding; say the encoding, or save the file as UTF-8.");
            else if (take(row, value) is { } wrong)
                problem ??= new(RowReasons.ValueUnreadable, header, $"{header} {wrong}");
        }
        return row.Identifiers.CalculateSize() == 0
            ? (null, problem ?? new(RowReasons.IdentifierMissing, "", "The row names no shopper; give it an email, a phone number or another identifier."))
            : (row, problem);
    }

    static string Name(string header) => header.Trim().ToLowerInvariant();

    static string Shown(IReadOnlyList<string> headers)
    {
        var shown = string.Join(", ", headers.Take(20).Select(header => $"'{(header.Length > 50 ? header[..50] : header)}'"));
        return headers.Count > 20 ? $"{shown} and {headers.Count - 20} more" : shown;
    }
}
