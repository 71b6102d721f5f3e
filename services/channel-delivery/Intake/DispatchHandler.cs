using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.Storage;
using Automation.EventLog.Following;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Intake;

/// <summary>Stores what the dispatch log wants sent; the send workers do the rest.</summary>
sealed class DispatchHandler(WorkSignal work) : ILogHandler<DispatchRecord>
{
    public const string FollowerName = "delivery-dispatch";

    /// <summary>A message that is stored is not stored again, and one that was forgotten is refused by the check before its send.</summary>
    public int HarmlessRepeats => 10_000;

    public Task HandleAsync(BatchTransaction<DispatchRecord> batch, CancellationToken cancellationToken)
    {
        var messages = new List<DispatchedMessage>();
        foreach (var partition in batch.Batches)
        {
            foreach (var record in partition.Records)
            {
                try
                {
                    messages.Add(DispatchedMessage.Read(record));
                }
                catch (InvalidDataException incomplete)
                {
                    batch.Park(partition.Partition, record, incomplete);
                }
            }
        }
        return MessageIntake.StoreAsync(batch.Connection, messages, cancellationToken);
    }

    public Task CommittedAsync(BatchTransaction<DispatchRecord> batch, CancellationToken cancellationToken)
    {
        work.Set();
        return Task.CompletedTask;
    }
}
