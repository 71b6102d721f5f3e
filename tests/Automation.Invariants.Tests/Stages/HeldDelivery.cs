using Automation.Testing;

namespace Automation.Invariants.Tests.Stages;

/// <summary>All services on a driven clock before a mail server that can hold a send.</summary>
public sealed class HeldDelivery : IAsyncLifetime
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    internal HeldMailServer Mail { get; } = new();

    public Suite Suite { get; private set; } = null!;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = SuitePlan.BehindTheGateway,
        DrivenFrom = Start,
        Environment = new Dictionary<string, string> { ["ConnectionStrings__mail"] = Mail.ConnectionString },
    });

    public async Task DisposeAsync()
    {
        await Suite.DisposeAsync();
        await Mail.DisposeAsync();
    }
}

/// <summary>One of it for all who need no replicas.</summary>
[CollectionDefinition(Name)]
public sealed class HeldCollection : ICollectionFixture<HeldDelivery>
{
    public const string Name = "held delivery";
}
