using Automation.AppHost;

namespace Automation.Testing;

/// <summary>The way from a service to a server or to the gRPC endpoints of a peer.</summary>
/// <param name="From">A service.</param>
/// <param name="To"><c>postgres</c>, <c>redis</c>, <c>rabbitmq</c>, <c>mail</c> or a service.</param>
public sealed record SuiteLink(string From, string To)
{
    public override string ToString() => $"{From}>{To}";
}

/// <summary>What a <see cref="Suite"/> consists of.</summary>
public sealed record SuitePlan
{
    static readonly ServiceList s_list = ServiceList.Read(Repository.PathOf("services", "services.json"));

    /// <summary>Every service in data-flow order, and the gateway.</summary>
    public static readonly IReadOnlyList<string> AllServices = [.. s_list.Services.Select(service => service.Name)];

    /// <summary>Every service, in data-flow order, without the gateway.</summary>
    public static readonly IReadOnlyList<string> BehindTheGateway = [.. AllServices.Where(service => service != "gateway")];

    /// <summary>Who calls whom, as the AppHost wires it.</summary>
    internal static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Upstream =
        s_list.Services.ToDictionary(service => service.Name, service => service.Calls);

    /// <summary>The services to start; a service finds those of its peers that are in the plan.</summary>
    public IReadOnlyList<string> Services { get; init; } = AllServices;

    /// <summary>How many processes of a service; 1 where nothing is said.</summary>
    public IReadOnlyDictionary<string, int> Replicas { get; init; } = new Dictionary<string, int>();

    /// <summary>Where the driven shop clock begins. Null: the system clock.</summary>
    public DateTimeOffset? DrivenFrom { get; init; }

    /// <summary>Links that lead through a <see cref="LinkRelay"/> each.</summary>
    public IReadOnlyList<SuiteLink> Relayed { get; init; } = [];

    /// <summary>Sees what passes on relayed links to the mail server.</summary>
    public LinkWitness? MailWitness { get; init; }

    /// <summary>An SMTP address that mail goes to instead of a mail server of the suite's own.</summary>
    public string? MailAddress { get; init; }

    /// <summary>Further configuration of every service, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Environment variables of the database server.</summary>
    public IReadOnlyList<(string Name, string Value)> PostgresEnvironment { get; init; } = [];

    /// <summary>Sees every process before it starts.</summary>
    public Action<ServiceProcess>? BeforeStart { get; init; }
}
