using Automation.Invariants.Tests.Stages;
using Automation.Testing;

namespace Automation.Invariants.Tests.Clocks;

/// <summary>All services on the system clock, two of ingestion and delivery; each process and the database server with a wall clock of its own that a test can set.</summary>
public sealed class OwnClocks : IAsyncLifetime
{
    public const string Postgres = "postgres";

    readonly Dictionary<ServiceProcess, WrongClock> _clocks = [];
    readonly WrongClock _ofPostgres = new();

    public Suite Suite { get; private set; } = null!;

    internal HeldMailServer Mail { get; } = new();

    internal IReadOnlyDictionary<ServiceProcess, WrongClock> All => _clocks;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = SuitePlan.BehindTheGateway,
        Replicas = new Dictionary<string, int> { ["ingestion"] = 2, ["channel-delivery"] = 2 },
        MailAddress = Mail.ConnectionString,
        PostgresEnvironment = _ofPostgres.Environment,
        BeforeStart = process =>
        {
            _clocks[process] = new WrongClock();
            foreach (var (name, value) in _clocks[process].Environment)
                process.Environment[name] = value;
        },
    });

    public async Task DisposeAsync()
    {
        await Suite.DisposeAsync();
        await Mail.DisposeAsync();
        foreach (var clock in _clocks.Values)
            clock.Dispose();
        _ofPostgres.Dispose();
    }

    /// <summary>Sets the clocks of the first replicas of a service, of the database server, or of all of them, so far off.</summary>
    internal void Set(TimeSpan offset, string service = "", int replicas = int.MaxValue)
    {
        foreach (var process in Suite.Processes.Where(process => service.Length == 0 || process.Service == service).Take(replicas))
            _clocks[process].Set(offset);
        if (service is "" or Postgres)
            _ofPostgres.Set(offset);
    }
}
