using Npgsql;
using NpgsqlTypes;

namespace Automation.ServiceDefaults.Database.Columns;

/// <summary>A column of a table, declared once: its name, its type, and where its value comes from.</summary>
public abstract class Column<TRow>
{
    private protected Column(string name, NpgsqlDbType type, int index)
    {
        Name = name;
        Type = type;
        Index = index;
    }

    public string Name { get; }

    public NpgsqlDbType Type { get; }

    /// <summary>Its place among the columns of its table, from 0.</summary>
    internal int Index { get; }

    /// <summary>The column of many rows, for <c>unnest</c>.</summary>
    public abstract NpgsqlParameter ToArray(IReadOnlyCollection<TRow> rows);

    /// <summary>The value of one row.</summary>
    public abstract NpgsqlParameter ToParameter(TRow row);

    internal abstract Task WriteAsync(NpgsqlBinaryImporter importer, TRow row, CancellationToken cancellationToken);
}

/// <summary>A column whose values are <typeparamref name="TValue"/>; nullable when the column is.</summary>
public sealed class Column<TRow, TValue> : Column<TRow>
{
    readonly Func<TRow, TValue> _get;

    internal Column(string name, NpgsqlDbType type, int index, Func<TRow, TValue> get)
        : base(name, type, index) => _get = get;

    public override NpgsqlParameter ToArray(IReadOnlyCollection<TRow> rows)
    {
        var values = new TValue[rows.Count];
        var count = 0;
        foreach (var row in rows)
            values[count++] = _get(row);
        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | Type };
    }

    public override NpgsqlParameter ToParameter(TRow row) => _get(row) is { } value
        ? new NpgsqlParameter<TValue> { TypedValue = value, NpgsqlDbType = Type }
        : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = Type };

    internal override Task WriteAsync(NpgsqlBinaryImporter importer, TRow row, CancellationToken cancellationToken) =>
        _get(row) is { } value
            ? importer.WriteAsync(value, Type, cancellationToken)
            : importer.WriteNullAsync(cancellationToken);

    internal static TValue Read(NpgsqlDataReader reader, int ordinal) =>
        // A column that may not be null is not asked whether it is.
        default(TValue) is null && reader.IsDBNull(ordinal) ? default! : reader.GetFieldValue<TValue>(ordinal);
}
