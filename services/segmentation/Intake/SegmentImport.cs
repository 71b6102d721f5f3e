using Automation.Segmentation.Imports;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Intake;

/// <summary>Puts the members of a segment into a list, as they were when the import was created.</summary>
sealed class SegmentImport(ImportStore store, MembershipQueries memberships, ImportRecorder recorder, SegmentationMetrics metrics, TimeProvider time)
{
    const int Page = 500;

    /// <summary>Goes on for as long as a slice.</summary>
    public async Task<StoredImport?> RunAsync(StoredImport import, TimeSpan slice, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var definition = import.Shown.Definition;
        var events = new RowEvents(import.ImportId, definition.ListId, import.CreateTime);
        if (import.Shown.TotalCount == 0)
        {
            var counted = import with { Shown = import.Shown.Clone(), Cursor = import.Cursor + 1 };
            counted.Shown.TotalCount = await memberships.CountAsync(import.ShopId, definition.SegmentId, import.CreateTime, cancellationToken);
            if (!await store.AdvanceAsync(import, counted, ImportStep.Nothing, cancellationToken))
                return null;
            import = counted;
        }
        while (time.GetElapsedTime(began) <= slice)
        {
            var members = await memberships.ListMembersAsync(
                import.ShopId, definition.SegmentId, import.CreateTime, import.After, Page, cancellationToken);
            if (members.Count == 0)
            {
                var next = import.In(ImportStage.Counting);
                return await store.AdvanceAsync(import, next, ImportStep.Nothing, cancellationToken) ? next : null;
            }
            if (await StepAsync(import, events, members.ConvertAll(member => member.Id), cancellationToken) is not { } stepped)
                return null;
            import = stepped;
        }
        return import;
    }

    async Task<StoredImport?> StepAsync(StoredImport import, RowEvents events, List<Guid> members, CancellationToken cancellationToken)
    {
        var recorded = await recorder.RecordAsync(import.ShopId, events, members, cancellationToken);
        var next = import with { Cursor = import.Cursor + members.Count, After = members[^1], Shown = import.Shown.Clone() };
        next.Shown.DoneCount += members.Count;
        next.Shown.Counts.ImportedCount += recorded.Count;
        next.Shown.Counts.RejectedCount += members.Count - recorded.Count;
        if (!await store.AdvanceAsync(import, next, new ImportStep([], recorded), cancellationToken))
            return null;
        metrics.Imported(recorded.Count, members.Count - recorded.Count);
        return next;
    }
}
