using Automation.Testing;

namespace Automation.Faults.Tests.Disturbing;

/// <summary>A fault that can happen, and how long it may last.</summary>
sealed record FaultCard(FaultKind Kind, string Victim, TimeSpan Shortest, TimeSpan Longest);

/// <summary>Every fault that the harness knows, in suits of which a plan takes turns.</summary>
static class FaultDeck
{
    /// <summary>Of these services the chaos suite runs two replicas.</summary>
    public static readonly IReadOnlyDictionary<string, int> Replicas =
        new Dictionary<string, int> { ["segmentation"] = 2, ["workflow-engine"] = 2 };

    /// <summary>Links that lead through a relay.</summary>
    public static readonly IReadOnlyList<SuiteLink> Links =
    [
        new("ingestion", "postgres"),
        new("segmentation", "postgres"),
        new("workflow-engine", "postgres"),
        new("channel-delivery", "postgres"),
        new("segmentation", "rabbitmq"),
        new("segmentation", "redis"),
        new("workflow-engine", "ingestion"),
        new("workflow-engine", "segmentation"),
        new("channel-delivery", "workflow-engine"),
        new("gateway", "ingestion"),
        new("channel-delivery", "mail"),
    ];

    static readonly string[] s_services =
    [
        "gateway", "ingestion", "segmentation/0", "segmentation/1", "recommendations", "workflow-engine/0", "workflow-engine/1",
        "channel-delivery",
    ];

    public static readonly IReadOnlyList<IReadOnlyList<FaultCard>> Suits =
    [
        [.. s_services.Select(service => Card(FaultKind.Kill, service, 0, 2))],
        // PostgreSQL takes an owner's partitions away after 5 s; a lease of delivery and a call of a client last longer.
        [.. s_services.Select(service => Card(FaultKind.Freeze, service, 2, 7.5))],
        [Card(FaultKind.Kill, "postgres", 0, 1)],
        [Card(FaultKind.Kill, "rabbitmq", 0, 4), Card(FaultKind.Freeze, "rabbitmq", 2, 6)],
        [Card(FaultKind.Empty, "redis", 0, 0), Card(FaultKind.Kill, "redis", 1, 4), Card(FaultKind.Freeze, "redis", 2, 6)],
        [Card(FaultKind.Kill, "mail", 0, 3), Card(FaultKind.Freeze, "mail", 2, 6)],
        [Card(FaultKind.Tamper, "bus", 5, 10)],
        [.. Links.SelectMany(link => new[]
        {
            Card(FaultKind.Break, $"{link}", 0.2, 3),
            Card(FaultKind.Silence, $"{link}", 1, 7),
            Card(FaultKind.Slow, $"{link}", 2, 5),
        })],
    ];

    static FaultCard Card(FaultKind kind, string victim, double shortest, double longest) =>
        new(kind, victim, TimeSpan.FromSeconds(shortest), TimeSpan.FromSeconds(longest));

    /// <summary>How many messages may become unknown by a fault: one is in flight at the mail server, and only its answer tells.</summary>
    public static int AllowedUnknown(PlannedFault fault) =>
        fault is { Kind: FaultKind.Kill, Victim: "channel-delivery" or "mail" } or { Kind: FaultKind.Break, Victim: "channel-delivery>mail" } ? 1 : 0;
}
