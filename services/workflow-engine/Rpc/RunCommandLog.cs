using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Checks;
using Automation.WorkflowEngine.Runs;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>
/// What callers ask of runs goes into the log, behind every event acked before, and is done by the partition's owner. Any
/// replica can be asked.
/// </summary>
sealed class RunCommandLog(
    ControlRecordService.ControlRecordServiceClient ingestion,
    AcceptedHeads eventLog,
    [FromKeyedServices(WorkflowEngineModule.FollowerName)] IFollowerPositions positions,
    TimeProvider time)
{
    // An answer that shows what came of it is worth this much waiting; the command is in the log either way.
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Puts a command into the log and waits a while until it is done.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="partition">The shopper's.</param>
    /// <param name="identity">The same one is the same command.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="cancellationToken">Of the call.</param>
    public async Task CarryOutAsync(string shopId, int partition, string identity, RunCommand command, CancellationToken cancellationToken)
    {
        var record = new NewControlRecord
        {
            RecordId = $"run-command {NameIds.OfCommand(shopId, identity)}",
            Partition = partition,
            ShopId = shopId,
            Record = new ControlRecord { RunCommand = command },
        };
        await ingestion.AppendControlRecordsAsync(new AppendControlRecordsRequest { Records = { record } }, cancellationToken: cancellationToken);
        await WaitAsync(partition, cancellationToken);
    }

    async Task WaitAsync(int partition, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var (answer, objection) = await eventLog.AskAsync(either.Token);
            if (objection is null)
                await positions.WaitForAsync(partition, answer.Heads[partition].Sequence, either.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is OperationCanceledException or Fault or RpcException)
        {
            // It is in the log and will be done; the caller sees the run as it is.
        }
    }
}
