using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.Storage;
using Automation.ServiceDefaults.Following;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Intake;

/// <summary>Stores what the dispatch log wants sent; the send workers do the rest.</summary>
sealed class DispatchHandler(WorkSignal work) : ILogHandler<DispatchRecord>
{
    public const string FollowerName = "delivery-dispatch";

    public Task HandleAsync(Turn<DispatchRecord> turn, CancellationToken cancellationToken)
    {
        var messages = turn.Slices.SelectMany(slice => slice.Records).Select(DispatchedMessage.Read).ToList();
        return MessageIntake.StoreAsync(turn.Connection, messages, cancellationToken);
    }

    public Task CommittedAsync(Turn<DispatchRecord> turn, CancellationToken cancellationToken)
    {
        work.Set();
        return Task.CompletedTask;
    }
}
