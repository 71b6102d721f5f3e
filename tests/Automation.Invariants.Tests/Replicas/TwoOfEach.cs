using Automation.Testing;

namespace Automation.Invariants.Tests.Replicas;

/// <summary>All services with two replicas of each follower that can have them, on a driven clock.</summary>
public sealed class TwoOfEach : IAsyncLifetime
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    readonly Dictionary<string, Ownership> _ownerships = [];

    public static IReadOnlyList<string> Replicated => ["segmentation", "workflow-engine", "channel-delivery"];

    public Suite Suite { get; private set; } = null!;

    internal IEnumerable<Ownership> Ownerships => _ownerships.Values;

    internal Ownership this[string service] => _ownerships[service];

    public async Task InitializeAsync()
    {
        Suite = await Suite.StartAsync(new SuitePlan
        {
            Services = SuitePlan.BehindTheGateway,
            Replicas = Replicated.ToDictionary(service => service, _ => 2),
            DrivenFrom = Start,
        });
        foreach (var service in Replicated)
        {
            var ownership = new Ownership(Suite, service, new Database(Suite, service));
            await ownership.Database.ExecuteAsync(BatchLog.Create);
            _ownerships[service] = ownership;
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var ownership in Ownerships)
            await ownership.Database.DisposeAsync();
        await Suite.DisposeAsync();
    }
}
