using Automation.Segmentation.Imports;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Brings a file in, twice through: first what declines, then everything. It is read from the beginning each time, which costs little;
/// what is done already is passed by.
/// </summary>
sealed class FileImport(
    ImportStore store, ImportRecorder recorder, SegmentationMetrics metrics, TimeProvider time)
{
    /// <summary>Goes on for as long as a slice.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public async Task<StoredImport?> RunAsync(StoredImport import, TimeSpan slice, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var csv = import.Shown.Definition.Csv;
        using var file = await CsvFile.OpenAsync(() => new PartStream(store, import, cancellationToken), csv, cancellationToken);
        if (!await file.ReadAsync())
            throw new InvalidDataException("The file is empty; its first row must have the headers of the columns.");
        var plan = ColumnPlan.Of(file.Values, csv, out var violations);
        if (violations.Count > 0)
            throw new InvalidDataException($"{violations[0].Field} {violations[0].Description}");
        var events = new RowEvents(import.ImportId, import.Shown.Definition.ListId, import.CreateTime);
        var page = new List<(long Number, ImportRow? Row, RowProblem? Problem)>(ImportRecorder.Rows);
        var rows = 0L;
        while (await file.ReadAsync())
        {
            if (file.IsBlank)
                continue;
            if (++rows > ImportRules.MaxRows)
                throw new InvalidDataException($"The file has more than {ImportRules.MaxRows} rows; split it.");
            if (file.Number <= import.Cursor)
                continue;
            var (row, problem) = file.IsMalformed
                ? (null, new RowProblem(RowReasons.RowMalformed, "", "The row has a quote where none may be; put the whole value into quotes, and write quotes within twice."))
                : plan.Read(file.Number, file.Values);
            page.Add((file.Number, row, problem));
            if (page.Count < ImportRecorder.Rows)
                continue;
            if (await StepAsync(import, events, page, cancellationToken) is not { } next)
                return null;
            import = next;
            page.Clear();
            if (time.GetElapsedTime(began) > slice)
                return import;
        }
        if (page.Count > 0)
        {
            if (await StepAsync(import, events, page, cancellationToken) is not { } next)
                return null;
            import = next;
        }
        return await EndAsync(import, rows, cancellationToken);
    }

    async Task<StoredImport?> StepAsync(
        StoredImport import, RowEvents events, List<(long Number, ImportRow? Row, RowProblem? Problem)> page, CancellationToken cancellationToken)
    {
        var isFirst = import.Shown.Stage is ImportStage.Declining;
        var rows = page.Where(read => read.Row is not null && (isFirst || read.Problem is null))
            .Select(read => (read.Row!, Events: (isFirst ? events.Declining(read.Row!) : events.Bringing(read.Row!)).ToList()))
            .Where(row => !isFirst || row.Events.Count > 0)
            .ToList();
        var recorded = rows.Count > 0 ? await recorder.RecordAsync(import.ShopId, rows, cancellationToken) : [];
        var next = import with { Cursor = page[^1].Number, Shown = import.Shown.Clone() };
        var step = isFirst ? Declined(next.Shown, recorded) : Brought(next.Shown, page, recorded);
        next.Shown.Counts.ReportedCount += step.Problems.Count;
        if (!await store.AdvanceAsync(import, next, step, cancellationToken))
            return null;
        if (!isFirst)
            metrics.Imported(page.Count - step.Problems.Count(found => !found.IsPartial), step.Problems.Count(found => !found.IsPartial));
        return next;
    }

    // What is wrong with the rows beside is said when they are brought in.
    static ImportStep Declined(Import shown, List<RecordedRow> recorded)
    {
        shown.Counts.DeclinedCount += recorded.Count(row => row.Omissions.Count == 0);
        return new ImportStep([.. recorded.SelectMany(row => row.Omissions.Select(omission => (row.Row.Number, omission, true)))], []);
    }

    static ImportStep Brought(Import shown, List<(long Number, ImportRow? Row, RowProblem? Problem)> page, List<RecordedRow> recorded)
    {
        var problems = page.Where(read => read.Problem is not null).Select(read => (read.Number, read.Problem!.Value, IsPartial: false)).ToList();
        foreach (var row in recorded)
        {
            if (row.Rejection is { } rejection)
            {
                problems.Add((row.Row.Number, rejection, false));
                continue;
            }
            problems.AddRange(row.Omissions.Select(omission => (row.Row.Number, omission, true)));
            shown.Counts.GrantedCount += row.GrantedCount;
            if (!row.Row.Agrees || row.Row.IsProven)
                continue;
            shown.Counts.UnprovenCount++;
            problems.Add((row.Row.Number, new(
                RowReasons.ConsentUnproven, "consent",
                "The row says that the shopper agreed, but not where, when and to which words; give it consent.source, consent.time and consent.wording."), true));
        }
        shown.Counts.RejectedCount += problems.Count(problem => !problem.IsPartial);
        shown.Counts.ImportedCount += recorded.Count(row => row.Rejection is null);
        shown.DoneCount += page.Count;
        return new ImportStep(problems, recorded.Where(row => row.Rejection is null).Select(row => row.ShopperId).OfType<Guid>().Distinct().ToList());
    }

    async Task<StoredImport?> EndAsync(StoredImport import, long rows, CancellationToken cancellationToken)
    {
        var next = import.In(import.Shown.Stage is ImportStage.Declining ? ImportStage.Importing : ImportStage.Counting);
        next.Shown.TotalCount = rows;
        return await store.AdvanceAsync(import, next, ImportStep.Nothing, cancellationToken) ? next : null;
    }
}
