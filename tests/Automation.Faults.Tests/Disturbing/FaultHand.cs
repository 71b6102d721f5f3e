using Automation.Testing;

namespace Automation.Faults.Tests.Disturbing;

/// <summary>How far a fault has come.</summary>
enum FaultStage
{
    /// <summary>All is prepared; it has an effect as soon as something passes.</summary>
    AwaitsTraffic,

    HasEffect,
}

/// <summary>Does to a victim what a fault says, and makes it good again.</summary>
sealed class FaultHand(Suite suite)
{
    // So many messages are tampered with at least.
    const int FewestDeeds = 10;

    static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns what there is to tell when the victim is well again; null when it had no effect.</summary>
    /// <param name="fault">What to do.</param>
    /// <param name="reached">Told how far it has come.</param>
    /// <param name="dayIsOver">Then nothing will have an effect any more.</param>
    public async Task<string?> DoAsync(PlannedFault fault, Action<FaultStage> reached, CancellationToken dayIsOver)
    {
        if (fault.Kind is FaultKind.Tamper)
            return await TamperAsync(fault, reached, dayIsOver);
        reached(FaultStage.HasEffect);
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                await KillAsync(fault);
                return "";
            case FaultKind.Freeze:
                await FreezeAsync(fault);
                return "";
            case FaultKind.Empty:
                var keys = await suite.Redis.CountKeysAsync();
                await suite.Redis.EmptyAsync();
                return $"{keys} keys gone";
            default:
                await DisturbLinkAsync(fault);
                return "";
        }
    }

    async Task KillAsync(PlannedFault fault)
    {
        if (ServerOf(fault.Victim) is { } server)
        {
            server.Kill();
            await Task.Delay(fault.Duration);
            await RestartAsync(fault.Victim);
            return;
        }
        var service = ServiceOf(fault.Victim);
        service.Kill();
        await Task.Delay(fault.Duration);
        await service.StartAsync();
    }

    async Task FreezeAsync(PlannedFault fault)
    {
        Action<bool> freeze = ServerOf(fault.Victim) is { } server
            ? server.Freeze
            : frozen => FreezeService(ServiceOf(fault.Victim), frozen);
        freeze(true);
        try
        {
            await Task.Delay(fault.Duration);
        }
        finally
        {
            freeze(false);
        }
    }

    async Task<string?> TamperAsync(PlannedFault fault, Action<FaultStage> reached, CancellationToken dayIsOver)
    {
        await using var tamperer = await BusTamperer.StartAsync(suite.RabbitMq, fault.Seed);
        reached(FaultStage.AwaitsTraffic);
        while (tamperer.Deeds.Values.Sum() < FewestDeeds)
        {
            if (dayIsOver.IsCancellationRequested)
                return null;
            await Task.Delay(s_pollInterval, CancellationToken.None);
        }
        reached(FaultStage.HasEffect);
        await Task.Delay(fault.Duration, CancellationToken.None);
        return string.Join(", ", tamperer.Deeds.OrderBy(deed => deed.Key).Select(deed => $"{deed.Value} × {deed.Key}"));
    }

    async Task DisturbLinkAsync(PlannedFault fault)
    {
        var ends = fault.Victim.Split('>');
        var relays = suite.RelaysOf(new SuiteLink(ends[0], ends[1]));
        var delay = TimeSpan.FromMilliseconds(20 + fault.Seed % 200);
        foreach (var relay in relays)
        {
            if (fault.Kind is FaultKind.Slow)
                relay.Delay = delay;
            else
                relay.State = fault.Kind is FaultKind.Break ? LinkState.Broken : LinkState.Silent;
        }
        await Task.Delay(fault.Duration);
        foreach (var relay in relays)
            (relay.Delay, relay.State) = (TimeSpan.Zero, LinkState.Open);
    }

    ServerProcess? ServerOf(string victim) => victim switch
    {
        "postgres" => suite.Postgres.Server,
        "rabbitmq" => suite.RabbitMq.Server,
        "redis" => suite.Redis.Server,
        "mail" => suite.Mail.Server,
        _ => null,
    };

    Task RestartAsync(string server) => server switch
    {
        "postgres" => suite.Postgres.RestartAsync(),
        "rabbitmq" => suite.RabbitMq.RestartAsync(),
        "redis" => suite.Redis.RestartAsync(),
        _ => suite.Mail.RestartAsync(),
    };

    ServiceProcess ServiceOf(string victim)
    {
        var parts = victim.Split('/');
        return suite[parts[0], parts.Length > 1 ? int.Parse(parts[1]) : 0];
    }

    static void FreezeService(ServiceProcess service, bool frozen)
    {
        if (frozen)
            service.Freeze();
        else
            service.Thaw();
    }
}
