using System.Net.Sockets;
using System.Text;

namespace Automation.Testing;

/// <summary>A real Redis on a free loopback port.</summary>
public sealed class LocalRedis : IAsyncDisposable
{
    static readonly SharedServer<LocalRedis> s_shared = new(StartAsync);

    LocalRedis(ServerProcess server, int port)
    {
        Server = server;
        Port = port;
    }

    public int Port { get; }

    /// <summary>The process, for tests that kill or freeze it.</summary>
    public ServerProcess Server { get; }

    /// <summary>In StackExchange.Redis' form.</summary>
    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>The one that this test process shares.</summary>
    public static Task<LocalRedis> SharedAsync() => s_shared.GetAsync();

    /// <summary>A server of its own, for tests that kill it. Dispose it.</summary>
    public static async Task<LocalRedis> StartAsync()
    {
        var port = LoopbackPorts.Free();
        var server = ServerProcess.Start("redis", [$"{port}"]);
        try
        {
            await server.ReadyAsync(() => PingAsync(port));
            return new LocalRedis(server, port);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="ServerProcess.Kill"/>.</summary>
    public Task RestartAsync()
    {
        Server.Restart();
        return Server.ReadyAsync(() => PingAsync(Port));
    }

    /// <summary>Throws away everything that it holds.</summary>
    public Task EmptyAsync() => AskAsync(Port, "FLUSHALL", "+OK\r\n");

    /// <summary>How many keys it holds.</summary>
    public async Task<long> CountKeysAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync("DBSIZE\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return long.Parse((await reader.ReadLineAsync())!.AsSpan(1));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    static Task PingAsync(int port) => AskAsync(port, "PING", "+PONG\r\n");

    static async Task AskAsync(int port, string command, string expected)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"));
        var answer = new byte[expected.Length];
        await stream.ReadExactlyAsync(answer);
        if (Encoding.ASCII.GetString(answer) != expected)
            throw new IOException($"Redis answered {command} with {Encoding.ASCII.GetString(answer)}.");
    }
}
