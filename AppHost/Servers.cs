namespace Automation.AppHost;

/// <summary>
/// PostgreSQL, Redis and RabbitMQ: containers where a container runtime answers, else the installed servers. Without
/// that choice a container would never become healthy on a machine without a runtime, and everything would wait for it.
/// </summary>
sealed class Servers
{
    readonly Dictionary<string, IResourceBuilder<IResourceWithConnectionString>> _databases = [];
    readonly Dictionary<string, IResourceBuilder<IResourceWithConnectionString>> _others = [];
    readonly List<IResourceBuilder<IResource>> _healthy = [];
    readonly List<IResourceBuilder<IResource>> _completed = [];

    public static Servers Choose(IDistributedApplicationBuilder builder, Ports ports, ServiceList list)
    {
        var password = builder.AddParameter("server-password", secret: true);
        if (builder.ExecutionContext.IsPublishMode)
            return Containers(builder, _ => null, list, password);
        return (builder.Configuration["AUTOMATION_SERVERS"] ?? (ContainerRuntime.Answers() ? "containers" : "local")) switch
        {
            "containers" => Containers(builder, offset => ports.At(offset), list, password),
            "local" => Local(builder, ports, list, password),
            var other => throw new DistributedApplicationException(
                $"AUTOMATION_SERVERS is '{other}'; it may be 'containers' or 'local'."),
        };
    }

    /// <summary>redis or rabbitmq.</summary>
    public IResourceBuilder<IResourceWithConnectionString> this[string server] => _others[server];

    public IResourceBuilder<IResourceWithConnectionString> Database(string name) => _databases[name];

    /// <summary>Starts the service after the servers answer.</summary>
    public IResourceBuilder<ProjectResource> HoldBack(IResourceBuilder<ProjectResource> service)
    {
        _healthy.ForEach(server => service.WaitFor(server));
        _completed.ForEach(check => service.WaitForCompletion(check));
        return service;
    }

    static Servers Containers(
        IDistributedApplicationBuilder builder, Func<int, int?> port, ServiceList list, IResourceBuilder<ParameterResource> password)
    {
        var postgres = builder.AddPostgres("postgres", password: password, port: port(132)).WithDataVolume(Volume("postgres"));
        var redis = builder.AddRedis("redis", port: port(179), password: password).WithDataVolume(Volume("redis"));
        var rabbitMq = builder.AddRabbitMQ("rabbitmq", password: password, port: port(172)).WithDataVolume(Volume("rabbitmq"));
        var servers = new Servers { _others = { ["redis"] = redis, ["rabbitmq"] = rabbitMq } };
        foreach (var name in list.Databases)
            servers._databases[name] = postgres.AddDatabase(ResourceOf(name), name);
        servers._healthy.AddRange([postgres, redis, rabbitMq]);
        return servers;

        // By default its name has a hash of this machine's paths, which keeps clones apart here and means nothing elsewhere.
        string? Volume(string name) => builder.ExecutionContext.IsPublishMode ? $"automation-{name}" : null;
    }

    static Servers Local(
        IDistributedApplicationBuilder builder, Ports ports, ServiceList list, IResourceBuilder<ParameterResource> password)
    {
        var postgres = builder.AddScript("postgres", "postgres", [ports.ClaimText(132, "postgres"), .. list.Databases])
            .WithEnvironment("POSTGRES_PASSWORD", password);
        var redis = builder.AddScript("redis", "redis", [ports.ClaimText(179, "redis")]);
        var rabbitMq = builder.AddScript("rabbitmq", "rabbitmq",
        [
            ports.ClaimText(172, "rabbitmq"), ports.ClaimText(173, "rabbitmq (distribution)"), ports.ClaimText(174, "rabbitmq (epmd)"),
        ]);
        var ready = builder.AddScript("ready", "ready", [$"{ports.At(132)}", $"{ports.At(179)}", $"{ports.At(172)}"]);
        var servers = new Servers
        {
            _others =
            {
                ["redis"] = Address("redis", $"127.0.0.1:{ports.At(179)}"),
                ["rabbitmq"] = Address("rabbitmq", $"amqp://guest:guest@127.0.0.1:{ports.At(172)}"),
            },
        };
        foreach (var name in list.Databases)
            servers._databases[name] = builder.AddConnectionString(
                ResourceOf(name),
                ReferenceExpression.Create(
                    $"Host=127.0.0.1;Port={ports.At(132).ToString()};Username=postgres;Password={password};Database={name}"));
        servers._completed.Add(ready);
        return servers;

        IResourceBuilder<ConnectionStringResource> Address(string name, string address) =>
            builder.AddConnectionString($"{name}-address", ReferenceExpression.Create($"{address}"));
    }

    static string ResourceOf(string database) => $"{database.Replace('_', '-')}-database";
}
