using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Appending;

/// <summary>The order of a cart, kept for those who come to hold the cart later.</summary>
/// <param name="Order">What was bought.</param>
/// <param name="ShopperId">Whose order it is.</param>
/// <param name="OccurTime">When it was completed: its event time.</param>
/// <param name="Partition">0 to 15.</param>
/// <param name="Sequence">From 1.</param>
sealed record CartOrder(OrderCompleted Order, Guid ShopperId, Timestamp OccurTime, int Partition, long Sequence);
