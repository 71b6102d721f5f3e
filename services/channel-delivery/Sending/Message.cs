using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Where a message stands. The numbers are stored.</summary>
enum MessageState : short
{
    Pending = 1,
    Deferred = 2,
    Sending = 3,
    Sent = 4,
    Dropped = 5,
    Failed = 6,
    Unknown = 7,
}

/// <summary>A message that this worker has claimed.</summary>
sealed record Message
{
    public required string ShopId { get; init; }

    public required Guid MessageId { get; init; }

    public required Guid ShopperId { get; init; }

    /// <summary>The shopper's partition of every log.</summary>
    public required int Partition { get; init; }

    public required Guid RunId { get; init; }

    public required string StepId { get; init; }

    public required Channel Channel { get; init; }

    public required Purpose Purpose { get; init; }

    public required string TemplateId { get; init; }

    public required MessageContent Content { get; init; }

    /// <summary>Its stored content cannot be read; <see cref="Content"/> is empty.</summary>
    public bool IsDamaged { get; init; }

    public required DateTimeOffset DecideTime { get; init; }

    public required DateTimeOffset DueTime { get; init; }

    public required DateTimeOffset? ExpireTime { get; init; }

    /// <summary>The event position that the latest decision included.</summary>
    public required long Position { get; init; }

    public required int Depth { get; init; }

    public required string Traceparent { get; init; }

    /// <summary>How often the provider was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>Whoever holds another token has no say any more.</summary>
    public required Guid ClaimToken { get; init; }

    public string Shopper => ShopperId.ToString();
}
