using Automation.ChannelDelivery.Sending;

namespace Automation.ChannelDelivery.Storage;

/// <summary>The states of a message as SQL writes them.</summary>
static class StoredStates
{
    public static readonly string Pending = Number(MessageState.Pending);

    public static readonly string Sending = Number(MessageState.Sending);

    /// <summary>Not begun to be sent.</summary>
    public static readonly string Waiting = List(MessageState.Pending, MessageState.Deferred);

    /// <summary>Not settled.</summary>
    public static readonly string Open = List(MessageState.Pending, MessageState.Deferred, MessageState.Sending);

    /// <summary>What is being sent and what may have arrived count like what did.</summary>
    public static readonly string CountedByCaps = List(MessageState.Sending, MessageState.Sent, MessageState.Unknown);

    static string List(params MessageState[] states) => $"({string.Join(", ", states.Select(Number))})";

    static string Number(MessageState state) => $"{(short)state}";
}
