namespace Automation.Recommendations.Interactions;

/// <summary>A line of the log in which a shopper had to do with a product. What models of visits and orders are made of.</summary>
/// <param name="Partition">Of the log, 0 to 15.</param>
/// <param name="Sequence">Its place in the partition.</param>
/// <param name="Line">Its place in the event, from 0.</param>
/// <param name="Microseconds">Log time, since 1970.</param>
readonly record struct Interaction(
    int Partition, long Sequence, int Line, string ShopId, Guid ShopperId, InteractionKind Kind, string ProductId, long Microseconds);

/// <summary>What a shopper did with a product. Stored as numbers.</summary>
enum InteractionKind : short
{
    /// <summary>Looked at it, or put it into a cart.</summary>
    Visited = 1,

    /// <summary>Ordered it; lines of one event are one order.</summary>
    Ordered = 2,
}
