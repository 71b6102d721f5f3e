using Automation.ServiceDefaults.Calling;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace Automation.Gateway.Proxy;

/// <summary>
/// Completes the routes of appsettings.json: a cluster <c>{service}.{endpoint}</c> is every address that the
/// configuration has of that endpoint, spoken to as its protocol wants.
/// </summary>
sealed class SuiteAddresses(IConfiguration configuration) : IProxyConfigFilter
{
    const string GrpcSuffix = ".grpc";

    // A stream may be silent for as long as nothing happens; dead peers are found by the pings of Watch.
    static readonly TimeSpan SilentStream = TimeSpan.FromHours(1);
    static readonly TimeSpan SilentPage = TimeSpan.FromSeconds(30);

    public static bool IsGrpc(string? clusterId) => clusterId?.EndsWith(GrpcSuffix, StringComparison.Ordinal) == true;

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel)
    {
        var dot = cluster.ClusterId.LastIndexOf('.');
        var (service, endpoint) = (cluster.ClusterId[..dot], cluster.ClusterId[(dot + 1)..]);
        var addresses = ServiceChannels.TryAddressesOf(configuration, service, endpoint);
        return ValueTask.FromResult(cluster with
        {
            Destinations = addresses.ToDictionary(
                address => address.Authority, address => new DestinationConfig { Address = address.AbsoluteUri }),
            LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
            HealthCheck = new HealthCheckConfig
            {
                // Better a replica that failed lately than none at all.
                AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
                Passive = new PassiveHealthCheckConfig
                {
                    Enabled = true,
                    Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate,
                    ReactivationPeriod = TimeSpan.FromSeconds(5),
                },
            },
            HttpRequest = IsGrpc(cluster.ClusterId)
                ? new ForwarderRequestConfig
                {
                    Version = new Version(2, 0),
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    ActivityTimeout = SilentStream,
                }
                : new ForwarderRequestConfig
                {
                    Version = new Version(1, 1),
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    ActivityTimeout = SilentPage,
                },
            HttpClient = new HttpClientConfig { EnableMultipleHttp2Connections = true },
        });
    }

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel)
    {
        if (!IsGrpc(route.ClusterId))
            return ValueTask.FromResult(route);
        var isGrpc = new RouteHeader
        {
            Name = "content-type",
            Values = ["application/grpc"],
            Mode = HeaderMatchMode.HeaderPrefix,
        };
        return ValueTask.FromResult(route with
        {
            Match = route.Match with { Headers = [isGrpc] },
            // A stream has no size; each message is limited by the service.
            MaxRequestBodySize = -1,
        });
    }

    /// <summary>Notices a peer that froze or vanished without a word.</summary>
    public static void Watch(SocketsHttpHandler handler)
    {
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(5);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);
    }
}
