using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Imports;

/// <summary>An import as it is kept.</summary>
/// <param name="ShopId">The shop.</param>
/// <param name="ImportId">Its id.</param>
/// <param name="Shown">What it is, where it stands, and what became of its rows so far.</param>
/// <param name="Cursor">The last row, in its stage, that is done. Rises with every step, for members and shoppers too.</param>
/// <param name="After">The last member or shopper, in its stage, who is done.</param>
sealed record StoredImport(string ShopId, Guid ImportId, Import Shown, long Cursor, Guid After)
{
    public DateTimeOffset CreateTime => Shown.CreateTime.ToDateTimeOffset();

    public bool HasEnded => Shown.Stage is ImportStage.Done or ImportStage.Cancelled or ImportStage.Failed;

    /// <summary>The next stage, at its beginning.</summary>
    public StoredImport In(ImportStage stage)
    {
        var shown = Shown.Clone();
        shown.Stage = stage;
        return this with { Shown = shown, Cursor = 0, After = Guid.Empty };
    }

    /// <summary>At its end.</summary>
    public StoredImport Ended(ImportStage stage, DateTimeOffset time, string reason = "", string detail = "")
    {
        var ended = In(stage);
        (ended.Shown.Reason, ended.Shown.Detail, ended.Shown.EndTime) = (reason, detail, time.ToTimestamp());
        return ended;
    }
}

/// <summary>What a step of an import brings beside its progress.</summary>
/// <param name="Problems">By row.</param>
/// <param name="ShopperIds">Who was brought in.</param>
sealed record ImportStep(IReadOnlyList<(long Row, RowProblem Problem, bool IsPartial)> Problems, IReadOnlyCollection<Guid> ShopperIds)
{
    public static ImportStep Nothing { get; } = new([], []);
}
