using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>Stored profiles.</summary>
sealed class ProfileWorkingSet(IOptions<SegmentationOptions> options) : WorkingSet<byte[]>(options.Value.WorkingSetBytes, stored => stored.Length);
