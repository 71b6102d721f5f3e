using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace Automation.AppHost;

/// <summary>
/// PostgreSQL, Redis and RabbitMQ: containers where a container runtime answers, else the installed servers. Without
/// that choice a container would never become healthy on a machine without a runtime, and everything would wait for it.
/// </summary>
sealed class Servers
{
    static readonly string[] s_databases =
        ["ingestion", "segmentation", "recommendations", "workflow_engine", "channel_delivery"];

    readonly Dictionary<string, IResourceBuilder<IResourceWithConnectionString>> _databases = [];
    readonly List<IResourceBuilder<IResource>> _healthy = [];
    readonly List<IResourceBuilder<IResource>> _completed = [];

    public required IResourceBuilder<IResourceWithConnectionString> Redis { get; init; }

    public required IResourceBuilder<IResourceWithConnectionString> RabbitMq { get; init; }

    public static Servers Choose(IDistributedApplicationBuilder builder, Ports ports)
    {
        var password = builder.AddParameter("server-password", secret: true);
        return (builder.Configuration["AUTOMATION_SERVERS"] ?? (CanRunContainers() ? "containers" : "local")) switch
        {
            "containers" => Containers(builder, ports, password),
            "local" => Local(builder, ports, password),
            var other => throw new DistributedApplicationException(
                $"AUTOMATION_SERVERS is '{other}'; it may be 'containers' or 'local'."),
        };
    }

    public IResourceBuilder<IResourceWithConnectionString> Database(string name) => _databases[name];

    public IResourceBuilder<ProjectResource> HoldBack(IResourceBuilder<ProjectResource> service)
    {
        _healthy.ForEach(server => service.WaitFor(server));
        _completed.ForEach(check => service.WaitForCompletion(check));
        return service;
    }

    static Servers Containers(IDistributedApplicationBuilder builder, Ports ports, IResourceBuilder<ParameterResource> password)
    {
        var postgres = builder.AddPostgres("postgres", password: password, port: ports.At(132)).WithDataVolume();
        var redis = builder.AddRedis("redis", port: ports.At(179), password: password).WithDataVolume();
        var rabbitMq = builder.AddRabbitMQ("rabbitmq", password: password, port: ports.At(172)).WithDataVolume();
        var servers = new Servers { Redis = redis, RabbitMq = rabbitMq };
        foreach (var name in s_databases)
            servers._databases[name] = postgres.AddDatabase($"{name.Replace('_', '-')}-database", name);
        servers._healthy.AddRange([postgres, redis, rabbitMq]);
        return servers;
    }

    static Servers Local(IDistributedApplicationBuilder builder, Ports ports, IResourceBuilder<ParameterResource> password)
    {
        var postgres = Script("postgres", [ports.Claim(132, "postgres"), .. s_databases])
            .WithEnvironment("POSTGRES_PASSWORD", password);
        var redis = Script("redis", [ports.Claim(179, "redis")]);
        var rabbitMq = Script("rabbitmq",
        [
            ports.Claim(172, "rabbitmq"), ports.Claim(173, "rabbitmq (distribution)"), ports.Claim(174, "rabbitmq (epmd)"),
        ]);
        var ready = Script("ready", [$"{ports.At(132)}", $"{ports.At(179)}", $"{ports.At(172)}"])
            .WaitFor(postgres).WaitFor(redis).WaitFor(rabbitMq);
        var servers = new Servers
        {
            Redis = Address("redis", $"127.0.0.1:{ports.At(179)}"),
            RabbitMq = Address("rabbitmq", $"amqp://guest:guest@127.0.0.1:{ports.At(172)}"),
        };
        foreach (var name in s_databases)
            servers._databases[name] = builder.AddConnectionString(
                $"{name.Replace('_', '-')}-database",
                ReferenceExpression.Create(
                    $"Host=127.0.0.1;Port={ports.At(132).ToString()};Username=postgres;Password={password};Database={name}"));
        servers._completed.Add(ready);
        return servers;

        IResourceBuilder<ExecutableResource> Script(string name, string[] arguments) =>
            builder.AddExecutable(name, "bash", "local", [$"./{name}.sh", .. arguments])
                .WithEnvironment("AUTOMATION_DATA", builder.DataFolder());

        IResourceBuilder<ConnectionStringResource> Address(string name, string address) =>
            builder.AddConnectionString($"{name}-address", ReferenceExpression.Create($"{address}"));
    }

    // Aspire's orchestrator comes with its official packages only; the build notes its path.
    static bool CanRunContainers() =>
        typeof(Servers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Any(attribute => string.Equals(attribute.Key, "dcpclipath", StringComparison.OrdinalIgnoreCase))
        && (Answers("docker") || Answers("podman"));

    static bool Answers(string runtime)
    {
        try
        {
            using var info = Process.Start(new ProcessStartInfo(runtime, "info")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            info.OutputDataReceived += (_, _) => { };
            info.ErrorDataReceived += (_, _) => { };
            info.BeginOutputReadLine();
            info.BeginErrorReadLine();
            if (info.WaitForExit(TimeSpan.FromSeconds(10)))
                return info.ExitCode == 0;
            info.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            // Not installed.
            return false;
        }
    }
}

static class ServerWaiting
{
    /// <summary>Starts the service after the servers answer.</summary>
    public static IResourceBuilder<ProjectResource> WaitForServers(
        this IResourceBuilder<ProjectResource> service, Servers servers) => servers.HoldBack(service);
}
