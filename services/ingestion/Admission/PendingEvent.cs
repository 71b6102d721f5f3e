using Automation.Commerce.V1;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <summary>A good event that waits for its place in the log, or a control record of one of the suite's services.</summary>
sealed record PendingEvent
{
    public required string ShopId { get; init; }

    /// <summary>Idempotency key.</summary>
    public required Guid Key { get; init; }

    /// <summary>The event; it does not change any more.</summary>
    public required Event Event { get; init; }

    /// <summary>What is appended in place of the event, which is empty then; null as a rule.</summary>
    public ControlRecord? Control { get; init; }

    /// <summary>What is appended in serialized form.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>The shopper, when the sender names one; null when identifiers do, or for a product.</summary>
    public Guid? GivenShopperId { get; init; }

    /// <summary>Partition of the product or of the control record; null when the subject is a shopper.</summary>
    public int? ProductPartition { get; init; }

    /// <summary>The cart that the event changed or, being an order, closed.</summary>
    public Guid? CartKey { get; init; }

    /// <summary>Why identifiers were left out of it, or what it says about consent.</summary>
    public IReadOnlyList<Violation> Dropped { get; init; } = [];

    public int Depth { get; init; }

    /// <summary>W3C traceparent; empty when not traced.</summary>
    public string Traceparent { get; init; } = "";
}
