using Automation.Api.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Invariants.Tests.Rewinds;

/// <summary>All services on a driven clock, and the databases under them.</summary>
public sealed class RewoundSuite : IAsyncLifetime
{
    static readonly string[] s_services = ["ingestion", "segmentation", "recommendations", "workflow-engine", "channel-delivery"];
    readonly Dictionary<string, Database> _databases = [];

    public Suite Suite { get; private set; } = null!;

    public SuiteClock Clock => Suite.Clock!;

    public async Task InitializeAsync()
    {
        Suite = await Suite.StartAsync(new SuitePlan { Services = s_services, DrivenFrom = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero) });
        foreach (var service in s_services)
            _databases[service] = new Database(Suite, service);
    }

    public Task ExecuteAsync(string service, string sql) => _databases[service].ExecuteAsync(sql);

    /// <summary>Waits until all but delivery, which may stand still, have handled what is logged.</summary>
    public async Task FoldedAsync()
    {
        for (var quiet = 0; quiet < 2; quiet++)
        {
            foreach (var service in s_services[1..^1])
                await Until.TrueAsync($"{service} has caught up", async () => (await FollowersAsync(service)).All(follower => follower.BehindCount == 0));
        }
    }

    /// <summary>Waits until followers of a service have stopped, and its health says so without turning callers away.</summary>
    public async Task<string> StoppedAsync(string service)
    {
        var reason = "";
        await Until.TrueAsync($"{service} has stopped", async () => (reason = (await FollowersAsync(service))[0].StopReason).Length > 0);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(Suite[service].HttpAddress, "/health"));
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("Degraded", await answer.Content.ReadAsStringAsync());
        Assert.Contains("ParkingService.AdoptLog", Suite[service].Log);
        return reason;
    }

    /// <summary>Does what docs/operations.md says: in the direction of the flow, until nobody has stopped any more.</summary>
    /// <returns>Who had.</returns>
    public async Task<HashSet<string>> AdoptAsync()
    {
        var adopted = new HashSet<string>();
        for (var quiet = 0; quiet < 4; quiet++)
        {
            foreach (var service in s_services.Skip(1))
            {
                foreach (var follower in (await FollowersAsync(service)).Where(follower => follower.StopReason.Length > 0))
                {
                    await new ParkingService.ParkingServiceClient(Suite.AsService(service)).AdoptLogAsync(new() { Follower = follower.Follower });
                    adopted.Add(service);
                    quiet = 0;
                    await Until.TrueAsync($"{service} has caught up", async () =>
                        (await FollowersAsync(service)).All(each => each.StopReason.Length > 0 || each.BehindCount == 0));
                }
            }
            await Task.Delay(500);
        }
        return adopted;
    }

    public async Task DisposeAsync()
    {
        foreach (var database in _databases.Values)
            await database.DisposeAsync();
        await Suite.DisposeAsync();
    }

    async Task<IReadOnlyList<FollowerProgress>> FollowersAsync(string service) =>
        (await new ProgressService.ProgressServiceClient(Suite.AsService(service)).GetProgressAsync(
            new() { DueByTime = DateTimeOffset.UnixEpoch.ToTimestamp() })).Followers;
}
