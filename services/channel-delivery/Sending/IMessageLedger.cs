using Automation.ChannelDelivery.Policies;
using Automation.Ingestion.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>What came of an attempt to begin the send.</summary>
enum SendStart
{
    /// <summary>It is marked as being sent, durably: now the provider may be called.</summary>
    Begun,

    /// <summary>Another worker has it.</summary>
    Lost,

    /// <summary>Other messages have used up the cap of the shopper or of the address in the meantime.</summary>
    Capped,
}

/// <summary>Where messages stand. A message moves only while its claim token is the worker's, and each move is durable with its decision.</summary>
interface IMessageLedger
{
    /// <summary>Marks a message as being sent to an address. Durable when it returns.</summary>
    Task<SendStart> BeginAsync(
        Message message,
        string address,
        DecisionNote note,
        string reason,
        FrequencyLimit? cap,
        TimeSpan lease,
        CancellationToken cancellationToken);

    /// <summary>Puts a message back for later.</summary>
    /// <returns>False when it was not this worker's any more.</returns>
    Task<bool> PostponeAsync(Message message, Postponement postponement, CancellationToken cancellationToken);

    /// <summary>Ends a message, tells the suite of it, and remembers an address that was refused for good.</summary>
    /// <returns>False when it was not this worker's any more.</returns>
    Task<bool> SettleAsync(Message message, Settlement settlement, DerivedEvent settled, CancellationToken cancellationToken);
}
