namespace Automation.AppHost;

/// <summary>Adds services of the list, each with as many replicas as asked for and started with what all of them are started with.</summary>
/// <remarks>
/// Where the AppHost runs them, a replica is a resource of its own with ports of its own and callers are told of each:
/// behind one proxied port, gRPC's long connections would keep to one replica.
/// </remarks>
sealed class Services(IDistributedApplicationBuilder builder, Ports ports, Servers servers, ServiceList list)
{
    readonly Dictionary<string, List<IResourceBuilder<ProjectResource>>> _services = [];
    readonly IResourceBuilder<ParameterResource> _serviceKey = builder.AddParameter("service-key", secret: true);

    /// <summary>Adds a service after those that it calls.</summary>
    /// <param name="name">Its name in the list.</param>
    /// <param name="configure">Gives every replica what only this service has.</param>
    public void Add<TProject>(string name, Action<IResourceBuilder<ProjectResource>>? configure = null)
        where TProject : IProjectMetadata, new()
    {
        _services[name] = [.. Replicas<TProject>(list[name])];
        foreach (var replica in _services[name])
            configure?.Invoke(replica);
    }

    IEnumerable<IResourceBuilder<ProjectResource>> Replicas<TProject>(ServiceEntry service)
        where TProject : IProjectMetadata, new()
    {
        var replicas = Replication.Of(builder, service.Name);
        if (builder.ExecutionContext.IsPublishMode)
        {
            yield return Add<TProject>(service, service.Name, 0, 0).WithReplicas(replicas);
            yield break;
        }
        yield return Add<TProject>(service, service.Name, service.Grpc, service.Http);
        for (var replica = 2; replica <= replicas; replica++)
        {
            var (grpc, http) = ports.NextForReplica();
            yield return Add<TProject>(service, $"{service.Name}-{replica}", grpc, http);
        }
    }

    IResourceBuilder<ProjectResource> Add<TProject>(ServiceEntry entry, string name, int grpc, int http)
        where TProject : IProjectMetadata, new()
    {
        var service = builder.AddProject<TProject>(name, options =>
            {
                options.ExcludeLaunchProfile = true;
                // Named below; those in a service's own settings are for running it alone.
                options.ExcludeKestrelEndpoints = true;
            })
            .Listen(ports, name, grpc, http)
            .WithEnvironment("Credentials__ServiceKey", _serviceKey)
            .WithClock();
        if (entry.Database is { } database)
            service.WithReference(servers.Database(database), "database");
        foreach (var server in entry.Uses)
            service.WithReference(servers[server], server);
        foreach (var peer in entry.Calls)
            Tell(service, peer);
        // Not for its peers: a service follows and calls those that are not there yet, and every level of waiting costs seconds.
        return servers.HoldBack(service);
    }

    // services__ingestion__grpc__0 and so on: what service discovery reads.
    void Tell(IResourceBuilder<ProjectResource> service, string peer)
    {
        var replicas = _services[peer];
        service.WithReference(replicas[0]);
        for (var i = 1; i < replicas.Count; i++)
        {
            foreach (var endpoint in (string[])["grpc", "http"])
                service.WithEnvironment($"services__{peer}__{endpoint}__{i}", replicas[i].GetEndpoint(endpoint));
        }
    }
}
