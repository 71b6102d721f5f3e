using NpgsqlTypes;

namespace Automation.ServiceDefaults.Database.Columns;

/// <summary>
/// The columns of a table, each declared once. Lists of them (<see cref="ColumnList{TRow}"/>) write the names into SELECT,
/// INSERT, UPDATE and COPY, and make the parameters in the same order, so that no position is counted by hand.
/// </summary>
/// <param name="name">The table's name in SQL.</param>
/// <typeparam name="TRow">What a row is written from.</typeparam>
public sealed class Table<TRow>(string name)
{
    readonly List<Column<TRow>> _columns = [];

    public string Name { get; } = name;

    internal int ColumnCount => _columns.Count;

    /// <summary>Every column declared so far, in the order of the declarations.</summary>
    public ColumnList<TRow> All => new(this, [.. _columns]);

    /// <summary>Declares a column.</summary>
    /// <param name="name">Its name in SQL.</param>
    /// <param name="type">Its type; the element's where it is an array.</param>
    /// <param name="get">Its value in a row, as Npgsql writes it.</param>
    /// <exception cref="ArgumentException">The table has a column of this name already.</exception>
    public Column<TRow, TValue> Column<TValue>(string name, NpgsqlDbType type, Func<TRow, TValue> get)
    {
        if (_columns.Exists(column => column.Name == name))
            throw new ArgumentException($"Table {Name} declares column {name} twice; remove one of the declarations.", nameof(name));
        var column = new Column<TRow, TValue>(name, type, _columns.Count, get);
        _columns.Add(column);
        return column;
    }

    /// <summary>Some of the columns, in this order.</summary>
    public ColumnList<TRow> Of(params ReadOnlySpan<Column<TRow>> columns) => new(this, columns.ToArray());
}
