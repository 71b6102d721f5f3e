using Npgsql;

namespace Automation.ServiceDefaults.Database.Columns;

/// <summary>Reads the current row of a reader by column.</summary>
public readonly struct ColumnReader<TRow>
{
    readonly NpgsqlDataReader _reader;
    readonly int[] _ordinals;
    readonly int _first;

    internal ColumnReader(NpgsqlDataReader reader, int[] ordinals, int first)
    {
        _reader = reader;
        _ordinals = ordinals;
        _first = first;
    }

    /// <summary>The value of a column in the current row; null only where <typeparamref name="TValue"/> may be.</summary>
    /// <exception cref="ArgumentException">The column was not selected.</exception>
    public TValue Get<TValue>(Column<TRow, TValue> column) => Column<TRow, TValue>.Read(_reader, OrdinalOf(column));

    int OrdinalOf(Column<TRow> column)
    {
        var ordinal = column.Index < _ordinals.Length ? _ordinals[column.Index] : -1;
        return ordinal >= 0
            ? _first + ordinal
            : throw new ArgumentException($"Column {column.Name} is not in the list that was selected; add it there.", nameof(column));
    }
}
