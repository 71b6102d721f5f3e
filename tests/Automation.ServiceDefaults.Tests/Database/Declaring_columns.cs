using Automation.ServiceDefaults.Database.Columns;
using Automation.Testing;
using Npgsql;
using NpgsqlTypes;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Database;

[Trait("kind", "stack")]
public sealed class Declaring_columns : IAsyncLifetime
{
    NpgsqlDataSource _database = null!;

    public async Task InitializeAsync()
    {
        _database = NpgsqlDataSource.Create(await LocalPostgres.CreateDatabaseAsync());
        await using var command = _database.CreateCommand(
            "CREATE TABLE parcels (parcel_id uuid PRIMARY KEY, weight smallint NOT NULL, note text, due_time timestamptz, label bytea)");
        await command.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    static Parcel[] Some =>
    [
        new(Guid.NewGuid(), 3, "fragile", new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero), [1, 2]),
        new(Guid.NewGuid(), 4, null, null, null),
    ];

    [Fact]
    public async Task Inserts_and_reads_by_the_same_list()
    {
        var parcels = Some;
        await InsertAsync(parcels);

        Assert.Equal(parcels, await ReadAsync(ParcelColumns.All));
    }

    [Fact]
    public async Task Copies_what_it_reads()
    {
        var parcels = Some;
        await using (var connection = await _database.OpenConnectionAsync())
        await using (var importer = await connection.BeginBinaryImportAsync(ParcelColumns.All.Copy))
        {
            foreach (var parcel in parcels)
                await ParcelColumns.All.WriteAsync(importer, parcel, default);
            await importer.CompleteAsync();
        }

        Assert.Equal(parcels, await ReadAsync(ParcelColumns.All));
    }

    [Fact]
    public async Task Reads_whatever_the_order_of_the_list_and_behind_other_columns()
    {
        var parcels = Some;
        await InsertAsync(parcels);
        var turned = ParcelColumns.Table.Of(
            ParcelColumns.Label, ParcelColumns.DueTime, ParcelColumns.Note, ParcelColumns.Weight, ParcelColumns.ParcelId);

        Assert.Equal(parcels, await ReadAsync(turned, first: 2));
    }

    [Fact]
    public async Task Updates_what_is_not_the_key()
    {
        var parcels = Some;
        await InsertAsync(parcels);
        var heavier = Array.ConvertAll(parcels, parcel => parcel with { Weight = parcel.Weight + 10, Note = null });
        var all = ParcelColumns.All;
        await using var command = _database.CreateCommand(
            $"""
            UPDATE parcels p SET {all.Except(ParcelColumns.ParcelId).SetFrom("n")}
            FROM {all.Unnest()} AS n ({all.Names}) WHERE p.parcel_id = n.parcel_id
            """);
        all.AddArrays(command.Parameters, heavier);
        await command.ExecuteNonQueryAsync();

        Assert.Equal(heavier, await ReadAsync(all));
    }

    [Fact]
    public async Task Gives_the_value_of_one_row_as_a_parameter()
    {
        var parcels = Some;
        await InsertAsync(parcels);
        await using var command = _database.CreateCommand("SELECT weight FROM parcels WHERE parcel_id = $1 AND note IS NOT DISTINCT FROM $2");
        command.Parameters.Add(ParcelColumns.ParcelId.ToParameter(parcels[1]));
        command.Parameters.Add(ParcelColumns.Note.ToParameter(parcels[1]));

        Assert.Equal((short)4, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Refuses_to_read_what_was_not_selected()
    {
        await InsertAsync(Some);
        var ids = ParcelColumns.Table.Of(ParcelColumns.ParcelId);
        await using var command = _database.CreateCommand($"SELECT {ids.Names} FROM parcels");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();

        var refusal = Assert.Throws<ArgumentException>(() => ids.Of(reader).Get(ParcelColumns.Weight));
        Assert.Contains("weight is not in the list that was selected", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_name_that_the_table_has()
    {
        var table = new Table<Parcel>("parcels");
        table.Column("note", NpgsqlDbType.Text, row => row.Note);

        Assert.Throws<ArgumentException>(() => table.Column("note", NpgsqlDbType.Text, row => row.Note));
    }

    [Fact]
    public void Writes_the_pieces_of_SQL()
    {
        var two = ParcelColumns.Table.Of(ParcelColumns.ParcelId, ParcelColumns.Note);

        Assert.Equal("INSERT INTO parcels (parcel_id, note) SELECT * FROM unnest($1, $2) AS n (parcel_id, note)", two.Insert);
        Assert.Equal("COPY parcels (parcel_id, note) FROM STDIN (FORMAT BINARY)", two.Copy);
        Assert.Equal("p.parcel_id, p.note", two.NamesOf("p"));
        Assert.Equal("parcel_id = excluded.parcel_id, note = excluded.note", two.SetFrom("excluded"));
        Assert.Equal("unnest($4, $5)", two.Unnest(first: 4));
    }

    async Task InsertAsync(IReadOnlyCollection<Parcel> parcels)
    {
        await using var command = _database.CreateCommand(ParcelColumns.All.Insert);
        ParcelColumns.All.AddArrays(command.Parameters, parcels);
        Assert.Equal(parcels.Count, await command.ExecuteNonQueryAsync());
    }

    async Task<Parcel[]> ReadAsync(ColumnList<Parcel> columns, int first = 0)
    {
        var before = string.Concat(Enumerable.Repeat("0, ", first));
        await using var command = _database.CreateCommand($"SELECT {before}{columns.NamesOf("p")} FROM parcels p ORDER BY weight");
        await using var reader = await command.ExecuteReaderAsync();
        var row = columns.Of(reader, first);
        var parcels = new List<Parcel>();
        while (await reader.ReadAsync())
        {
            parcels.Add(new Parcel(
                row.Get(ParcelColumns.ParcelId),
                row.Get(ParcelColumns.Weight),
                row.Get(ParcelColumns.Note),
                row.Get(ParcelColumns.DueTime),
                row.Get(ParcelColumns.Label)));
        }
        return [.. parcels];
    }

    sealed record Parcel(Guid ParcelId, int Weight, string? Note, DateTimeOffset? DueTime, byte[]? Label)
    {
        public bool Equals(Parcel? other) => other is not null
            && (ParcelId, Weight, Note, DueTime) == (other.ParcelId, other.Weight, other.Note, other.DueTime)
            && (Label ?? []).SequenceEqual(other.Label ?? []);

        public override int GetHashCode() => ParcelId.GetHashCode();
    }

    static class ParcelColumns
    {
        public static readonly Table<Parcel> Table = new("parcels");
        public static readonly Column<Parcel, Guid> ParcelId = Table.Column("parcel_id", NpgsqlDbType.Uuid, row => row.ParcelId);
        public static readonly Column<Parcel, short> Weight = Table.Column("weight", NpgsqlDbType.Smallint, row => (short)row.Weight);
        public static readonly Column<Parcel, string?> Note = Table.Column("note", NpgsqlDbType.Text, row => row.Note);
        public static readonly Column<Parcel, DateTimeOffset?> DueTime = Table.Column("due_time", NpgsqlDbType.TimestampTz, row => row.DueTime);
        public static readonly Column<Parcel, byte[]?> Label = Table.Column("label", NpgsqlDbType.Bytea, row => row.Label);
        public static readonly ColumnList<Parcel> All = Table.All;
    }
}
