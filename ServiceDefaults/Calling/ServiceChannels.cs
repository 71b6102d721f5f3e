using System.Collections.Concurrent;
using Automation.ServiceDefaults.Credentials;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.ServiceDefaults.Calling;

/// <summary>
/// One channel for each service of the suite, found by configuration (<c>services:{name}:grpc:{i}</c>, one address
/// for each replica), with retries, a default deadline and the service credential on every call.
/// </summary>
public sealed class ServiceChannels(IConfiguration configuration, ServiceCredential credential, ILoggerFactory loggers) : IDisposable
{
    // 4 attempts: now, and after about 0.1, 0.2 and 0.4 s, which outlasts a connection that is made anew.
    static readonly ServiceConfig Retries = new()
    {
        LoadBalancingConfigs = { new LoadBalancingConfig(OutlierAwareRoundRobin.Name) },
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = 4,
                    InitialBackoff = TimeSpan.FromMilliseconds(100),
                    MaxBackoff = TimeSpan.FromSeconds(1),
                    BackoffMultiplier = 2,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };

    readonly ConcurrentDictionary<string, Lazy<GrpcChannel>> _channels = new();

    /// <summary>How to call a service, by the name that the AppHost gave it.</summary>
    public CallInvoker To(string service) => ChannelTo(service).Intercept(new ServiceCallInterceptor(credential));

    /// <summary>How to pass somebody's call on: with the credential and the deadline that the caller sets, and no other.</summary>
    public CallInvoker ToAsCaller(string service) => ChannelTo(service).CreateCallInvoker();

    /// <summary>Where a service's endpoint is, one address for each replica.</summary>
    public static IReadOnlyList<Uri> AddressesOf(IConfiguration configuration, string service, string endpoint)
    {
        var addresses = TryAddressesOf(configuration, service, endpoint);
        return addresses.Count > 0
            ? addresses
            : throw new InvalidOperationException(
                $"No address of service '{service}': set services__{service}__{endpoint}__0, or reference it in the AppHost.");
    }

    /// <summary>The same, empty where the configuration has none.</summary>
    public static IReadOnlyList<Uri> TryAddressesOf(IConfiguration configuration, string service, string endpoint) =>
        [.. configuration.GetSection($"services:{service}:{endpoint}").GetChildren()
            .Where(child => child.Value is not null).Select(child => new Uri(child.Value!))];

    public void Dispose()
    {
        foreach (var channel in _channels.Values.Where(channel => channel.IsValueCreated))
            channel.Value.Dispose();
    }

    GrpcChannel ChannelTo(string service) =>
        _channels.GetOrAdd(service, name => new Lazy<GrpcChannel>(() => Open(name))).Value;

    GrpcChannel Open(string service)
    {
        var addresses = AddressesOf(configuration, service, "grpc")
            .Select(uri => new BalancerAddress(uri.Host, uri.Port)).ToList();
        var resolvers = new ServiceCollection()
            .AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => addresses))
            .AddSingleton<LoadBalancerFactory>(new OutlierAwareRoundRobinFactory(TimeProvider.System))
            .BuildServiceProvider();
        return GrpcChannel.ForAddress($"static:///{service}", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            ServiceProvider = resolvers,
            ServiceConfig = Retries,
            // A peer that is back is called again within about a second; the default waits up to two minutes.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
            LoggerFactory = loggers,
            MaxReceiveMessageSize = 16 * 1024 * 1024,
            // A frozen peer is noticed after 7 s instead of never.
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(3),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(4),
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            },
        });
    }
}
