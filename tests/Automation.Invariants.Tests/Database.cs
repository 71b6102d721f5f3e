using Automation.Testing;
using Npgsql;

namespace Automation.Invariants.Tests;

/// <summary>A service's database, seen by somebody who is not the service.</summary>
sealed class Database : IAsyncDisposable
{
    readonly NpgsqlDataSource _source;

    public Database(Suite suite, string service) =>
        _source = NpgsqlDataSource.Create($"{suite.Databases[service]};Search Path={service.Replace('-', '_')};Maximum Pool Size=5");

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    public async Task<T> ScalarAsync<T>(string sql) => (await ListAsync(sql, row => row.GetFieldValue<T>(0))).Single();

    /// <summary>Runs a statement and keeps its locks until the answer is disposed.</summary>
    public async Task<IAsyncDisposable> HoldAsync(string sql)
    {
        var connection = await _source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync();
        return new Held(connection, transaction);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.RollbackAsync();
            await connection.DisposeAsync();
        }
    }
}
