using System.Diagnostics;
using System.Net.Http.Headers;
using Automation.Api.V1;
using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Automation.Testing;

/// <summary>A shop of a test and the key that opens it.</summary>
public sealed record SuiteShop(string ShopId, string Key);

/// <summary>
/// Services of this repository as real processes, wired as the AppHost wires them, with a PostgreSQL, Redis, RabbitMQ
/// and mail server of their own: nothing that one suite does reaches another one.
/// </summary>
public sealed class Suite : IAsyncDisposable
{
    readonly List<ServiceProcess> _processes = [];
    readonly Dictionary<Uri, GrpcChannel> _channels = [];
    readonly Dictionary<(SuiteLink Link, int Port), LinkRelay> _relays = [];
    readonly SuitePlan _plan;
    LocalPostgres? _postgres;
    LocalRedis? _redis;
    LocalRabbitMq? _rabbitMq;
    LocalMail? _mail;

    Suite(SuitePlan plan)
    {
        _plan = plan;
        Clock = plan.DrivenFrom is { } epoch ? new SuiteClock(epoch) : null;
    }

    public LocalPostgres Postgres => _postgres!;

    public LocalRedis Redis => _redis!;

    public LocalRabbitMq RabbitMq => _rabbitMq!;

    /// <summary>Only with channel-delivery.</summary>
    public LocalMail Mail => _mail ?? throw new InvalidOperationException("A mail server comes with channel-delivery, unless the plan names an address.");

    /// <summary>The driven shop clock; null when the plan has the system clock.</summary>
    public SuiteClock? Clock { get; }

    /// <summary>The credential that the services show each other.</summary>
    public string ServiceKey { get; } = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";

    /// <summary>Connection string of each service's database.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    readonly Dictionary<string, string> _databases = [];
    readonly string _linkKey = $"{Guid.NewGuid():N}{Guid.NewGuid():N}";

    // Shoppers reach delivery's pages through the gateway.
    string PublicUrl => (_processes.FirstOrDefault(process => process.Service == "gateway") ?? this["channel-delivery"])
        .HttpAddress.GetLeftPart(UriPartial.Authority);

    /// <summary>Every process, in data-flow order.</summary>
    public IReadOnlyList<ServiceProcess> Processes => _processes;

    /// <summary>A process of a service.</summary>
    public ServiceProcess this[string service, int replica = 0] =>
        _processes.Where(process => process.Service == service).ElementAtOrDefault(replica)
        ?? throw new InvalidOperationException($"Replica {replica} of '{service}' is not in the plan.");

    /// <summary>The relays of a link of the plan: one, or one for each replica of the peer.</summary>
    public IReadOnlyList<LinkRelay> RelaysOf(SuiteLink link) =>
        [.. _relays.Where(relay => relay.Key.Link == link).Select(relay => relay.Value)];

    /// <summary>Starts services in data-flow order: <c>await Suite.StartAsync("ingestion", "gateway")</c>.</summary>
    public static Task<Suite> StartAsync(params string[] services) => StartAsync(new SuitePlan { Services = services });

    /// <summary>Starts what the plan says and waits until all of it is healthy.</summary>
    public static async Task<Suite> StartAsync(SuitePlan plan)
    {
        var suite = new Suite(plan);
        try
        {
            await suite.StartServersAsync();
            await suite.StartServicesAsync();
            return suite;
        }
        catch
        {
            await suite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls with the service credential; with <paramref name="shopId"/>, for that shop.</summary>
    public CallInvoker AsService(string service, string? shopId = null, int replica = 0) =>
        Calls(this[service, replica].GrpcAddress, $"Service {ServiceKey}", shopId);

    /// <summary>Calls with a shop's key.</summary>
    public CallInvoker AsShop(string service, SuiteShop shop, int replica = 0) =>
        Calls(this[service, replica].GrpcAddress, $"Bearer {shop.Key}", null);

    /// <summary>Calls without any credential.</summary>
    public CallInvoker AsNobody(string service, int replica = 0) => Calls(this[service, replica].GrpcAddress, null, null);

    /// <summary>A REST client of the gateway with a shop's key; without a credential when it is null. Dispose it.</summary>
    public HttpClient Rest(SuiteShop? shop = null)
    {
        var client = new HttpClient { BaseAddress = this["gateway"].HttpAddress };
        if (shop is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Key);
        return client;
    }

    /// <summary>A new shop with a key.</summary>
    public async Task<SuiteShop> CreateShopAsync(string? shopId = null, string timeZone = "Europe/London")
    {
        var id = shopId ?? $"shop-{Guid.NewGuid():N}"[..20];
        var shop = new Shop
        {
            ShopId = id,
            DisplayName = $"Shop {id}",
            TimeZone = timeZone,
            SenderEmail = $"hello@{id}.example",
            StorefrontUrl = $"https://{id}.example",
            PostalAddress = "1 High Street, London",
        };
        var service = new ShopService.ShopServiceClient(AsService("ingestion"));
        await service.CreateShopAsync(new CreateShopRequest { Shop = shop });
        var forShop = new ShopService.ShopServiceClient(AsService("ingestion", id));
        var key = await forShop.CreateApiKeyAsync(
            new CreateApiKeyRequest { RequestId = Guid.NewGuid().ToString(), DisplayName = "key of a test" });
        return new SuiteShop(id, key.Secret);
    }

    /// <summary>
    /// Waits until every service of the plan stands at its producer's head and nothing that was due by an instant is
    /// open, twice in a row, because what one service finishes may begin something in another.
    /// </summary>
    /// <returns>When the next scheduled work is due; null when none is planned.</returns>
    public async Task<DateTimeOffset?> SettleAsync(DateTimeOffset dueBy, TimeSpan? limit = null)
    {
        var timeout = limit ?? TimeSpan.FromSeconds(60);
        var waited = Stopwatch.StartNew();
        for (var quiet = 0; ;)
        {
            var (open, next) = await OpenWorkAsync(dueBy);
            quiet = open.Count == 0 ? quiet + 1 : 0;
            if (quiet == 2)
                return next;
            if (waited.Elapsed > timeout)
                throw new TimeoutException($"Not settled within {timeout}: {string.Join(", ", open)}.\n{LogTails()}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
        // Everything at once: nobody is to see another one gone and say so at length.
        await Task.WhenAll(_processes.Select(process => process.DisposeAsync().AsTask()));
        var servers = new IAsyncDisposable?[] { _postgres, _redis, _rabbitMq, _mail };
        await Task.WhenAll(servers.Select(server => server?.DisposeAsync().AsTask() ?? Task.CompletedTask));
        foreach (var relay in _relays.Values)
            relay.Dispose();
        Clock?.Dispose();
    }

    async Task StartServersAsync()
    {
        var starts = new List<Task>
        {
            Task.Run(async () => _postgres = await LocalPostgres.StartAsync([.. _plan.PostgresEnvironment])),
            Task.Run(async () => _redis = await LocalRedis.StartAsync()),
            Task.Run(async () => _rabbitMq = await LocalRabbitMq.StartAsync()),
        };
        if (_plan.Services.Contains("channel-delivery") && _plan.MailAddress is null)
            starts.Add(Task.Run(async () => _mail = await LocalMail.StartAsync()));
        await Task.WhenAll(starts);
        foreach (var service in _plan.Services.Where(service => service != "gateway"))
            _databases[service] = await Postgres.AddDatabaseAsync();
    }

    async Task StartServicesAsync()
    {
        foreach (var service in SuitePlan.AllServices.Where(service => _plan.Services.Contains(service)))
        {
            var replicas = Enumerable.Range(0, _plan.Replicas.GetValueOrDefault(service, 1));
            _processes.AddRange(replicas.Select(_ => new ServiceProcess(service)));
        }
        foreach (var process in _processes)
        {
            foreach (var (name, value) in EnvironmentOf(process.Service))
                process.Environment[name] = value;
            _plan.BeforeStart?.Invoke(process);
            process.Launch();
        }
        await Task.WhenAll(_processes.Select(process => process.HealthyAsync()));
    }

    Dictionary<string, string> EnvironmentOf(string service)
    {
        var environment = new Dictionary<string, string>
        {
            ["Credentials__ServiceKey"] = ServiceKey,
            ["ConnectionStrings__redis"] = Through(service, "redis", Redis.Port, Redis.ConnectionString),
            ["ConnectionStrings__rabbitmq"] = Through(service, "rabbitmq", RabbitMq.Port, RabbitMq.ConnectionString),
        };
        if (_databases.TryGetValue(service, out var database))
            environment["ConnectionStrings__database"] = Through(service, "postgres", Postgres.Port, database);
        if ((_plan.MailAddress ?? _mail?.ConnectionString) is { } mail)
        {
            environment["ConnectionStrings__mail"] = _mail is null ? mail : Through(service, "mail", _mail.SmtpPort, mail);
            environment["Links__SigningKey"] = _linkKey;
            environment["Links__PublicUrl"] = PublicUrl;
        }
        foreach (var peer in SuitePlan.Upstream[service])
        {
            foreach (var (replica, i) in _processes.Where(process => process.Service == peer).Select((replica, i) => (replica, i)))
            {
                environment[$"services__{peer}__grpc__{i}"] = Through(
                    service, peer, replica.GrpcAddress.Port, replica.GrpcAddress.GetLeftPart(UriPartial.Authority));
                environment[$"services__{peer}__http__{i}"] = replica.HttpAddress.GetLeftPart(UriPartial.Authority);
            }
        }
        foreach (var (name, value) in (Clock?.Environment ?? new Dictionary<string, string>()).Concat(_plan.Environment))
            environment[name] = value;
        return environment;
    }

    /// <summary>The address of a server, or of the relay before it when the plan has one on this link.</summary>
    string Through(string service, string to, int port, string address)
    {
        var link = new SuiteLink(service, to);
        if (!_plan.Relayed.Contains(link))
            return address;
        if (!_relays.TryGetValue((link, port), out var relay))
            _relays[(link, port)] = relay = new LinkRelay(port, to == "mail" ? _plan.MailWitness : null);
        return address.Replace($":{port}", $":{relay.Port}", StringComparison.Ordinal)
            .Replace($"Port={port};", $"Port={relay.Port};", StringComparison.Ordinal);
    }

    async Task<(List<string> Open, DateTimeOffset? Next)> OpenWorkAsync(DateTimeOffset dueBy)
    {
        var open = new List<string>();
        DateTimeOffset? next = null;
        foreach (var service in _plan.Services.Where(service => service != "gateway"))
        {
            try
            {
                var progress = await new ProgressService.ProgressServiceClient(AsService(service)).GetProgressAsync(
                    new GetProgressRequest { DueByTime = dueBy.ToTimestamp() }, deadline: DateTime.UtcNow.AddSeconds(10));
                open.AddRange(progress.Followers.Where(follower => follower.BehindCount > 0)
                    .Select(follower => $"{service} is {follower.BehindCount} behind"));
                open.AddRange(progress.Works.Where(work => work.OpenCount > 0)
                    .Select(work => $"{service} has {work.OpenCount} {work.Kind} open"));
                var due = progress.Works.Where(work => work.NextDueTime is not null)
                    .Select(work => (DateTimeOffset?)work.NextDueTime.ToDateTimeOffset()).Min();
                next = next is null || due < next ? due ?? next : next;
            }
            catch (RpcException error)
            {
                open.Add($"{service} answers {error.Status}");
            }
        }
        return (open, next);
    }

    /// <summary>The end of what each process has printed.</summary>
    public string LogTails() => string.Join('\n', _processes.Select(process =>
        $"--- {process.Service}\n{process.Log[Math.Max(0, process.Log.Length - 4_000)..]}"));

    CallInvoker Calls(Uri address, string? authorization, string? shopId)
    {
        lock (_channels)
        {
            if (!_channels.TryGetValue(address, out var channel))
                // A process that a test kills is called again as soon as it is back, not after a back-off of minutes.
                _channels[address] = channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
                {
                    InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
                    MaxReconnectBackoff = TimeSpan.FromMilliseconds(200),
                });
            return channel.Intercept(headers =>
            {
                if (authorization is not null)
                    headers.Add("authorization", authorization);
                if (shopId is not null)
                    headers.Add("x-shop-id", shopId);
                return headers;
            });
        }
    }
}
