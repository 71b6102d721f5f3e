using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Automation.Clients.Segmentation;
using Automation.WorkflowEngine.Checks;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Telemetry;
using Automation.WorkflowEngine.V1;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>
/// The last question before messages leave. Every event acked before the question is in the answer: the heads are
/// asked first, then runs and profiles are read as of those heads. Any replica can answer.
/// </summary>
sealed class SendChecker(
    AcceptedHeads eventLog,
    [FromKeyedServices(WorkflowEngineModule.FollowerName)] IFollowerPositions positions,
    NpgsqlDataSource database,
    WorkflowRegistry registry,
    ProfileReader profiles,
    IOptions<WorkflowEngineOptions> options,
    TimeProvider time,
    WorkflowEngineMetrics metrics,
    ILogger<SendChecker> logger)
{
    public async Task<CheckSendsResponse> CheckAsync(IReadOnlyList<SendCheck> checks, CancellationToken cancellationToken)
    {
        var (answer, objection) = await eventLog.AskAsync(cancellationToken);
        var known = answer.Heads;
        var heads = known.Select(head => head.Sequence).ToArray();
        SendVerdict[] verdicts;
        if (objection is null)
        {
            var reached = await WaitAsync(checks.Select(check => check.Partition).ToHashSet(), heads, cancellationToken);
            verdicts = await DecideAsync(checks, reached, heads, answer.AsOfTime.ToDateTimeOffset(), cancellationToken);
        }
        else
        {
            WorkflowEngineLog.SendsHeldBack(logger, checks.Count, objection);
            verdicts = [.. checks.Select(_ => new SendVerdict { Verdict = Verdict.Defer, Reason = RunReasons.LogSetBack })];
        }
        for (var index = 0; index < verdicts.Length; index++)
        {
            var partition = checks[index].Partition;
            if (verdicts[index].Verdict is not Verdict.Defer)
                verdicts[index].Position = new LogPosition { Partition = partition, Sequence = heads[partition] };
            metrics.Checked(verdicts[index]);
        }
        return new CheckSendsResponse { Verdicts = { verdicts }, Heads = { known } };
    }

    async Task<SendVerdict[]> DecideAsync(
        IReadOnlyList<SendCheck> checks, HashSet<int> reached, long[] heads, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var snapshot = await registry.CurrentAsync(connection, cancellationToken);
        var sends = await SendStore.FindAsync(connection, checks, cancellationToken);
        var verdicts = new SendVerdict[checks.Count];
        var open = new List<(int Index, SendCheck Check, ShopperRun Run, CompiledWorkflow Workflow)>();
        for (var index = 0; index < verdicts.Length; index++)
        {
            var check = checks[index];
            if (!reached.Contains(check.Partition))
            {
                verdicts[index] = new SendVerdict { Verdict = Verdict.Defer };
                continue;
            }
            var workflow = sends[index].Run is { } run ? snapshot.Find(run.Workflow) : null;
            if (SendRules.WithoutProfile(sends[index], Guid.Parse(check.MessageId), workflow) is { } verdict)
                verdicts[index] = verdict;
            else if (SendRules.WhilePaused(sends[index].Run!, workflow!, snapshot) is { } wait)
                verdicts[index] = wait;
            else
                open.Add((index, check, sends[index].Run!, workflow!));
        }
        foreach (var shop in open.GroupBy(row => row.Check.ShopId))
        {
            var known = await profiles.AskAsync(
                shop.Key,
                shop.Select(row => (
                    row.Check.ShopperId,
                    new LogPosition { Partition = row.Check.Partition, Sequence = heads[row.Check.Partition] })).ToList(),
                cancellationToken);
            foreach (var (index, check, run, workflow) in shop)
                verdicts[index] = SendRules.WithProfile(run, workflow, known.GetValueOrDefault(check.ShopperId), check.Revision, now);
        }
        return verdicts;
    }

    /// <summary>The partitions that got there in time.</summary>
    async Task<HashSet<int>> WaitAsync(IReadOnlySet<int> partitions, long[] heads, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.CheckTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var waits = await Task.WhenAll(partitions.Select(async partition =>
        {
            try
            {
                await positions.WaitForAsync(partition, heads[partition], either.Token);
                return partition;
            }
            catch (Fault fault) when (fault.Reason == FaultReasons.PositionNotReached)
            {
                return -1;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return -1;
            }
        }));
        return waits.Where(partition => partition >= 0).ToHashSet();
    }
}
