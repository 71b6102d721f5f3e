using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Starts every resource when what it waits for is ready, and stops them the other way round.</summary>
sealed class Orchestrator(
    IReadOnlyList<IResource> resources, DistributedApplicationExecutionContext executionContext, ProjectOutput outputs,
    Dashboard dashboard, ResourceConsole console) : IDisposable
{
    // RabbitMQ and a service that finishes its batch need seconds; what takes longer hangs.
    static readonly TimeSpan s_grace = TimeSpan.FromSeconds(15);

    readonly Dictionary<string, RunningResource> _running = resources
        .Where(resource => resource is ProjectResource or ExecutableResource)
        .ToDictionary(resource => resource.Name, resource => new RunningResource(resource));
    readonly List<ReplicaProxy> _proxies = [];
    readonly CancellationTokenSource _stopping = new();
    Task _starting = Task.CompletedTask;

    public RunningResource? Find(string name) => _running.GetValueOrDefault(name);

    public async Task StartAsync()
    {
        foreach (var resource in _running.Values)
            resource.Depth = DepthOf(resource, []);
        PortAllocation.Allocate(_running.Values.Select(resource => resource.Resource));
        await dashboard.StartAsync();
        var launch = new Launch(executionContext, dashboard.OtlpEndpoint, outputs);
        _starting = Task.WhenAll(_running.Values.Select(resource => StartAsync(resource, launch, _stopping.Token)));
    }

    public async Task StopAsync(CancellationToken hurry)
    {
        await _stopping.CancelAsync();
        await _starting;
        foreach (var level in _running.Values.GroupBy(resource => resource.Depth).OrderByDescending(group => group.Key))
            await Task.WhenAll(level.SelectMany(resource => resource.Processes).Select(child => child.StopAsync(s_grace, hurry)));
        _proxies.ForEach(proxy => proxy.Dispose());
        await dashboard.StopAsync(s_grace, hurry);
    }

    public void Dispose() => _stopping.Dispose();

    async Task StartAsync(RunningResource resource, Launch launch, CancellationToken cancellationToken)
    {
        var name = resource.Resource.Name;
        try
        {
            foreach (var wait in resource.Waits)
                await WaitAsync(wait, cancellationToken);
            var replicas = resource.Resource.Replicas();
            var ports = Enumerable.Range(0, replicas).Select(_ => Launch.TargetPorts(resource.Resource)).ToList();
            if (replicas > 1)
                _proxies.AddRange(resource.Resource.Endpoints().Select(endpoint =>
                    new ReplicaProxy(endpoint.AllocatedPort, [.. ports.Select(own => own[endpoint])])));
            for (var replica = 0; replica < replicas; replica++)
                resource.Processes.Add(await StartReplicaAsync(
                    resource.Resource, launch, ports[replica], replicas > 1 ? $"{name}-{replica}" : name, cancellationToken));
            resource.Status.Set(Phase.Running);
            _ = WatchAsync(resource, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            resource.Status.End(-1, "the application stopped before it started");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever it is, it is this resource's alone: the others start, and all are stopped.
            console.Write(name, $"not started: {error.Message}");
            resource.Status.End(-1, $"it was not started: {error.Message}");
        }
    }

    async Task<ChildProcess> StartReplicaAsync(
        IResource resource, Launch launch, IReadOnlyDictionary<Endpoint, int> ports, string name,
        CancellationToken cancellationToken)
    {
        var environment = await launch.EnvironmentAsync(resource, ports, cancellationToken);
        var (commandLine, folder) = await launch.CommandAsync(resource, ports, cancellationToken);
        return await ChildProcess.StartAsync(commandLine, folder, environment, line => console.Write(name, line));
    }

    async Task WatchAsync(RunningResource resource, CancellationToken cancellationToken)
    {
        var health = WatchHealthAsync(resource, cancellationToken);
        var codes = await Task.WhenAll(resource.Processes.Select(child => child.Exited));
        var code = codes.FirstOrDefault(code => code != 0);
        resource.Status.End(code, $"it ended with code {code}");
        if (!cancellationToken.IsCancellationRequested)
            console.Write(resource.Resource.Name, $"ended with code {code}");
        await health;
    }

    async Task WatchHealthAsync(RunningResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await HealthCheck.WatchAsync(resource, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
        catch (DistributedApplicationException error)
        {
            console.Write(resource.Resource.Name, error.Message);
            resource.Status.End(-1, error.Message);
        }
    }

    Task WaitAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        // Parameters, connection strings and databases are there from the start.
        if (!_running.TryGetValue(wait.Dependency.Name, out var dependency))
            return Task.CompletedTask;
        return wait.ExitCode is { } exitCode
            ? dependency.Status.CompletedAsync(exitCode, cancellationToken)
            : dependency.Status.HealthyAsync(wait.Behavior, cancellationToken);
    }

    int DepthOf(RunningResource resource, List<string> path)
    {
        if (path.Contains(resource.Resource.Name))
            throw new DistributedApplicationException($"'{resource.Resource.Name}' waits for itself: {string.Join(" → ", path)}.");
        var below = resource.Waits
            .Select(wait => _running.GetValueOrDefault(wait.Dependency.Name))
            .OfType<RunningResource>()
            .Select(dependency => 1 + DepthOf(dependency, [.. path, resource.Resource.Name]));
        return below.DefaultIfEmpty(0).Max();
    }
}
