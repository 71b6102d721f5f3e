using System.Diagnostics;
using System.Net.Sockets;

namespace Automation.Testing;

/// <summary>A real RabbitMQ on a free loopback port, with a port mapper of its own.</summary>
public sealed class LocalRabbitMq : IAsyncDisposable
{
    static readonly SharedServer<LocalRabbitMq> s_shared = new(StartAsync);

    readonly int _mapperPort;

    LocalRabbitMq(ServerProcess server, int port, int mapperPort)
    {
        Server = server;
        Port = port;
        _mapperPort = mapperPort;
    }

    public int Port { get; }

    /// <summary>The process, for tests that kill or freeze it.</summary>
    public ServerProcess Server { get; }

    public string ConnectionString => $"amqp://guest:guest@127.0.0.1:{Port}";

    /// <summary>The one that this test process shares.</summary>
    public static Task<LocalRabbitMq> SharedAsync() => s_shared.GetAsync();

    /// <summary>A server of its own, for tests that kill it. Dispose it.</summary>
    public static async Task<LocalRabbitMq> StartAsync()
    {
        var ports = LoopbackPorts.Free(3);
        var server = ServerProcess.Start("rabbitmq", [.. ports.Select(port => $"{port}")]);
        try
        {
            await server.ReadyAsync(() => GreetAsync(ports[0]));
            return new LocalRabbitMq(server, ports[0], ports[2]);
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
        return Server.ReadyAsync(() => GreetAsync(Port));
    }

    /// <summary>What is bound to what: source and destination exchange, destination queues left out.</summary>
    public async Task<IReadOnlyList<(string Source, string Destination)>> ExchangeBindingsAsync()
    {
        var answer = await ControlAsync("list_bindings", "source_name", "destination_name", "destination_kind");
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .Where(binding => binding is [_, _, "exchange"])
            .Select(binding => (binding[0], binding[1]))];
    }

    // RabbitMQ's own tool, as the user and with the cookie of this node.
    async Task<string> ControlAsync(params string[] arguments)
    {
        var home = Path.Combine(Server.Folder, "rabbitmq");
        var cookie = (await File.ReadAllTextAsync(Path.Combine(home, ".erlang.cookie"))).Trim();
        var start = new ProcessStartInfo("bash")
        {
            ArgumentList =
            {
                "-c", """exec "$(ls -d /usr/lib/rabbitmq/bin/rabbitmqctl 2>/dev/null || command -v rabbitmqctl)" "$@" """, "rabbitmqctl",
                "--node", $"automation-{Port}@localhost", "--erlang-cookie", cookie, "--silent", "--no-table-headers",
            },
            Environment =
            {
                ["ERL_EPMD_PORT"] = $"{_mapperPort}",
                ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(home, "rabbitmq-env.conf"),
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new IOException($"rabbitmqctl: {await output}{await errors}");
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    // The broker answers the protocol header of AMQP 0-9-1 with its Connection.Start, a method frame: type 1.
    static async Task GreetAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
        var answer = new byte[1];
        await stream.ReadExactlyAsync(answer);
        if (answer[0] != 1)
            throw new IOException("RabbitMQ did not start a connection.");
    }
}
