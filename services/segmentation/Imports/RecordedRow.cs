using Automation.Commerce.V1;
using Automation.Ingestion.V1;

namespace Automation.Segmentation.Imports;

/// <summary>What became of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="ShopperId">Whose it is; null: not known.</param>
/// <param name="Rejection">Why it was not brought in; null: it was.</param>
/// <param name="Omissions">What was left out of it.</param>
/// <param name="GrantedCount">Agreements that were recorded.</param>
sealed record RecordedRow(ImportRow Row, Guid? ShopperId, RowProblem? Rejection, IReadOnlyList<RowProblem> Omissions, int GrantedCount)
{
    /// <param name="row">The row.</param>
    /// <param name="events">Its events.</param>
    /// <param name="first">Where the first of them stands in the batch.</param>
    /// <param name="answer">Of the batch.</param>
    public static RecordedRow Of(ImportRow row, IReadOnlyList<Event> events, int first, BatchRecordEventsResponse answer)
    {
        Guid? shopperId = null;
        RowProblem? rejection = null;
        var omissions = new List<RowProblem>();
        var granted = 0;
        for (var place = 0; place < events.Count; place++)
        {
            var isConsent = events[place].ConsentChanged is not null;
            if (answer.Rejections.TryGetValue(first + place, out var refused))
            {
                var problem = new RowProblem(refused.Reason, refused.Field, refused.Detail);
                if (isConsent)
                    omissions.Add(problem);
                else
                    rejection ??= problem;
                continue;
            }
            if (answer.Warnings.TryGetValue(first + place, out var warned))
                omissions.AddRange(warned.Warnings_.Select(warning => new RowProblem(warning.Reason, warning.Field, warning.Detail)));
            if (isConsent && events[place].ConsentChanged.State is ConsentState.Subscribed)
                granted++;
            if (answer.ShopperIds.Count > first + place && answer.ShopperIds[first + place].Length > 0)
                shopperId = Guid.ParseExact(answer.ShopperIds[first + place], "D");
        }
        return new RecordedRow(row, shopperId, rejection, [.. omissions.Distinct()], granted);
    }
}
