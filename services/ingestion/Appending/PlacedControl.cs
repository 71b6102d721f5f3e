using Automation.Commerce.V1;

namespace Automation.Ingestion.Appending;

/// <summary>A control record with its place in the partition of its subject.</summary>
/// <param name="SubjectId">The shopper or address whom it concerns.</param>
/// <param name="Partition">0 to 15.</param>
/// <param name="Sequence">From 1.</param>
/// <param name="Record">What is told.</param>
sealed record PlacedControl(Guid SubjectId, int Partition, long Sequence, ControlRecord Record);
