namespace Automation.EventLog.Following;

/// <summary>
/// The search for the record that makes a partition's batches fail, by halves. Pure. One bad record among n costs about
/// log2 n batches, and what comes after it is tried in one piece again. That it is the one is only known when it fails alone.
/// </summary>
/// <param name="Records">So many next records hold one that may be bad. 0: nothing is searched for.</param>
/// <param name="IsConfirmed">They failed with nothing else in their batch.</param>
readonly record struct FailureSearch(int Records, bool IsConfirmed)
{
    public bool IsOn => Records > 0;

    /// <summary>How many records the next batch takes.</summary>
    public int NextCount => IsConfirmed ? Math.Max(1, Records / 2) : Records;

    /// <summary>So many records were in a batch that failed.</summary>
    public static FailureSearch AfterFailure(int records, bool isAlone) => new(records, isAlone);

    /// <summary>So many were handled. Where all but one of them are, that one still has to fail by itself.</summary>
    public FailureSearch AfterSuccess(int records) => records < Records ? this with { Records = Records - records } : default;
}
