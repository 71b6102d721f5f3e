using Automation.Conditions;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Rpc;

/// <summary>Segments as they are answered.</summary>
static class SegmentMessages
{
    public static Segment Of(StoredSegment stored, SegmentProgress progress) => new()
    {
        SegmentId = stored.SegmentId,
        Version = stored.Version,
        Definition = new SegmentDefinition { DisplayName = stored.DisplayName, Condition = stored.Condition },
        Text = ConditionLanguage.Print(stored.Condition),
        Stage = stored.Stage,
        EffectiveVersion = progress.EffectiveVersion,
        Preparation = stored.Stage is SegmentStage.Preparing
            ? new SegmentPreparation
            {
                DoneCount = progress.FilledCount, TotalCount = Math.Max(progress.FilledCount, progress.ShopperCount), Paused = stored.IsPaused,
            }
            : null,
        Etag = stored.Etag,
        CreateTime = stored.CreateTime.ToTimestamp(),
    };
}
