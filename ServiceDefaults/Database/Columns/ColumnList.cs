using System.Globalization;
using Npgsql;

namespace Automation.ServiceDefaults.Database.Columns;

/// <summary>Columns of a table in an order, with the pieces of SQL and the parameters that go by it.</summary>
public sealed class ColumnList<TRow>
{
    readonly Table<TRow> _table;
    readonly Column<TRow>[] _columns;

    // By the column's index in its table; -1 for those that are not in the list.
    readonly int[] _ordinals;

    internal ColumnList(Table<TRow> table, Column<TRow>[] columns)
    {
        _table = table;
        _columns = columns;
        _ordinals = new int[table.ColumnCount];
        Array.Fill(_ordinals, -1);
        for (var i = 0; i < columns.Length; i++)
            _ordinals[columns[i].Index] = i;
        Names = Join(column => column.Name);
    }

    public int Count => _columns.Length;

    /// <summary><c>a, b, c</c>: for SELECT, and for the columns of an INSERT or an alias.</summary>
    public string Names { get; }

    /// <summary><c>INSERT INTO table (a, b) SELECT * FROM unnest($1, $2) AS n (a, b)</c>; the parameters are those of <see cref="AddArrays"/>.</summary>
    public string Insert => $"INSERT INTO {_table.Name} ({Names}) SELECT * FROM {Unnest()} AS n ({Names})";

    /// <summary><c>COPY table (a, b) FROM STDIN (FORMAT BINARY)</c>; the rows are written by <see cref="WriteAsync"/>.</summary>
    public string Copy => $"COPY {_table.Name} ({Names}) FROM STDIN (FORMAT BINARY)";

    /// <summary><c>p.a, p.b</c>: for SELECT from a table with an alias.</summary>
    public string NamesOf(string alias) => Join(column => $"{alias}.{column.Name}");

    /// <summary><c>a = n.a, b = n.b</c>: for UPDATE … SET, also with <c>excluded</c>.</summary>
    public string SetFrom(string alias) => Join(column => $"{column.Name} = {alias}.{column.Name}");

    /// <summary><c>unnest($1, $2)</c>.</summary>
    /// <param name="first">The number of the first parameter.</param>
    public string Unnest(int first = 1) =>
        $"unnest({string.Join(", ", Enumerable.Range(first, Count).Select(n => $"${n.ToString(CultureInfo.InvariantCulture)}"))})";

    /// <summary>These without some.</summary>
    public ColumnList<TRow> Except(params ReadOnlySpan<Column<TRow>> columns)
    {
        var left = new List<Column<TRow>>(_columns);
        foreach (var column in columns)
            left.Remove(column);
        return new(_table, [.. left]);
    }

    /// <summary>Adds the parameters of <see cref="Unnest"/>: of each column, its values in all rows.</summary>
    public void AddArrays(NpgsqlParameterCollection parameters, IReadOnlyCollection<TRow> rows)
    {
        foreach (var column in _columns)
            parameters.Add(column.ToArray(rows));
    }

    /// <summary>Writes a row of <see cref="Copy"/>.</summary>
    public async Task WriteAsync(NpgsqlBinaryImporter importer, TRow row, CancellationToken cancellationToken)
    {
        await importer.StartRowAsync(cancellationToken);
        foreach (var column in _columns)
            await column.WriteAsync(importer, row, cancellationToken);
    }

    /// <summary>Reads by column what was selected by this list.</summary>
    /// <param name="reader">On a row or before the first one; the answer is good for all rows.</param>
    /// <param name="first">How many other columns were selected before these.</param>
    public ColumnReader<TRow> Of(NpgsqlDataReader reader, int first = 0) => new(reader, _ordinals, first);

    string Join(Func<Column<TRow>, string> text) => string.Join(", ", _columns.Select(text));
}
