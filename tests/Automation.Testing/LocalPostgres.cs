using Npgsql;

namespace Automation.Testing;

/// <summary>A real PostgreSQL on a free loopback port.</summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    static readonly SharedServer<LocalPostgres> s_shared = new(() => StartAsync());
    static int s_databases;

    readonly string _password;

    LocalPostgres(ServerProcess server, int port, string password)
    {
        Server = server;
        Port = port;
        _password = password;
    }

    public int Port { get; }

    /// <summary>The process, for tests that kill or freeze it.</summary>
    public ServerProcess Server { get; }

    /// <summary>The one that this test process shares.</summary>
    public static Task<LocalPostgres> SharedAsync() => s_shared.GetAsync();

    /// <summary>The connection string of a new, empty database on the shared server.</summary>
    public static async Task<string> CreateDatabaseAsync() => await (await SharedAsync()).AddDatabaseAsync();

    /// <summary>A server of its own, for tests that kill it, with these environment variables. Dispose it.</summary>
    public static async Task<LocalPostgres> StartAsync(params (string Name, string Value)[] environment)
    {
        var port = LoopbackPorts.Free();
        var password = Guid.NewGuid().ToString("N");
        var server = ServerProcess.Start("postgres", [$"{port}"], [.. environment, ("POSTGRES_PASSWORD", password)]);
        var postgres = new LocalPostgres(server, port, password);
        try
        {
            await postgres.ReadyAsync();
            return postgres;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of a new, empty database on this server.</summary>
    public async Task<string> AddDatabaseAsync()
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref s_databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Starts it again after <see cref="ServerProcess.Kill"/> and waits until it has recovered.</summary>
    public Task RestartAsync()
    {
        Server.Restart();
        return ReadyAsync();
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Password={_password};Database={database}";

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    Task ReadyAsync() => Server.ReadyAsync(() => ExecuteAsync("SELECT 1"));

    async Task ExecuteAsync(string sql)
    {
        // No pool: an idle connection to database postgres would count against the server's limit for nothing.
        await using var connection = new NpgsqlConnection($"{ConnectionString("postgres")};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
