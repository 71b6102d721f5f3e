using Automation.Invariants.Tests.Stages;
using Automation.Testing;

namespace Automation.Invariants.Tests.Clocks;

/// <summary>All services on the system clock, two of ingestion and delivery, each process with a wall clock of its own that a test can set.</summary>
public sealed class OwnClocks : IAsyncLifetime
{
    readonly Dictionary<ServiceProcess, WrongClock> _clocks = [];

    public Suite Suite { get; private set; } = null!;

    internal HeldMailServer Mail { get; } = new();

    internal IReadOnlyDictionary<ServiceProcess, WrongClock> All => _clocks;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion", "segmentation", "recommendations", "workflow-engine", "channel-delivery"],
        Replicas = new Dictionary<string, int> { ["ingestion"] = 2, ["channel-delivery"] = 2 },
        MailAddress = Mail.ConnectionString,
        BeforeStart = process => (_clocks[process] = new WrongClock()).GiveTo(process),
    });

    public async Task DisposeAsync()
    {
        await Suite.DisposeAsync();
        await Mail.DisposeAsync();
        foreach (var clock in _clocks.Values)
            clock.Dispose();
    }

    /// <summary>Sets the clocks of the first replicas of a service, or of every process, so far off.</summary>
    internal void Set(TimeSpan offset, string service = "", int replicas = int.MaxValue)
    {
        foreach (var process in Suite.Processes.Where(process => service.Length == 0 || process.Service == service).Take(replicas))
            _clocks[process].Set(offset);
    }
}
