using Automation.Segmentation.Memberships;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>Stored states of segments.</summary>
sealed class StateWorkingSet(IOptions<SegmentationOptions> options)
    : WorkingSet<StoredSegments>(options.Value.StateWorkingSetBytes, stored => stored.State.Length + StoredSegments.Overhead);
