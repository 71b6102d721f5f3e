using System.Diagnostics;
using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.ServiceDefaults.Faults;
using Xunit;

namespace Automation.Following.Tests;

public sealed class A_log_that_does_not_answer
{
    [Fact]
    public async Task For_its_heads_is_given_up_after_two_seconds_as_away()
    {
        var silent = IngestionLogs.Events with
        {
            HeadsAsync = async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                throw new UnreachableException();
            },
        };
        var began = Stopwatch.StartNew();

        var given = await Assert.ThrowsAsync<Fault>(() => new RemoteLog<LoggedEvent>(silent, null!).HeadsAsync(default));

        Assert.InRange(began.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(10));
        Assert.Equal(FaultReasons.PeerUnavailable, given.Reason);
        Assert.Contains("ingestion did not say within 2 s how far its event log is", given.Message);
    }

    [Fact]
    public async Task Whoever_no_longer_wants_to_know_is_not_told_that_it_is_away()
    {
        using var gone = new CancellationTokenSource();
        var silent = IngestionLogs.Events with { HeadsAsync = async (_, token) => { await gone.CancelAsync(); token.ThrowIfCancellationRequested(); throw new UnreachableException(); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new RemoteLog<LoggedEvent>(silent, null!).HeadsAsync(gone.Token));
    }
}
