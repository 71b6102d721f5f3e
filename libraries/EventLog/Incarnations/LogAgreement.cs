namespace Automation.EventLog.Incarnations;

/// <summary>Whether a log is still the one that somebody follows. Pure; an incarnation that is empty, of an older build, is not compared.</summary>
public static class LogAgreement
{
    /// <summary>Compares what a producer answers with what was followed when it was asked.</summary>
    /// <param name="followed">The incarnation followed; empty: none yet.</param>
    /// <param name="positions">Positions before the heads were asked for: a head can only be above them.</param>
    /// <param name="incarnation">The incarnation answered.</param>
    /// <param name="heads">The heads answered, one for each partition.</param>
    /// <returns>What is wrong; null: it is the same log.</returns>
    public static string? Objection(string followed, IReadOnlyList<long> positions, string incarnation, IReadOnlyList<long> heads)
    {
        if (IsOther(followed, incarnation))
            return $"the log is incarnation {incarnation} and {followed} was followed";
        for (var partition = 0; partition < heads.Count; partition++)
        {
            if (heads[partition] < positions[partition])
                return $"the head of partition {partition} is {heads[partition]}, behind {positions[partition]}, which was handled";
        }
        return null;
    }

    /// <summary>
    /// Whether a producer that folds another log, and still follows the same one as before, has not come as far as its follower:
    /// then it folds again, and what is missing comes back under its own numbers.
    /// </summary>
    /// <param name="followedUpstream">The log above it as it was noted; empty: unknown, or there is none.</param>
    /// <param name="positions">Of its follower.</param>
    /// <param name="upstream">The log above it now.</param>
    /// <param name="heads">How far it is.</param>
    /// <returns>A partition in which it is behind; null: it is not folding again.</returns>
    public static int? FoldedAgain(string followedUpstream, IReadOnlyList<long> positions, string upstream, IReadOnlyList<long> heads)
    {
        if (upstream.Length == 0 || upstream != followedUpstream)
            return null;
        for (var partition = 0; partition < heads.Count; partition++)
        {
            if (heads[partition] < positions[partition])
                return partition;
        }
        return null;
    }

    /// <summary>Whether two incarnations are known and different.</summary>
    public static bool IsOther(string followed, string incarnation) =>
        followed.Length > 0 && incarnation.Length > 0 && followed != incarnation;
}
