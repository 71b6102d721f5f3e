namespace Automation.Benchmarks.Recommendations;

/// <summary>Quality of next items. All are means over predictions; N is 20.</summary>
/// <param name="Predictions">How many were asked for.</param>
/// <param name="Mrr">Mean of 1/rank of the item that came next, 0 where it is not among the N.</param>
/// <param name="HitRate">How often it is.</param>
/// <param name="Recall">Distinct items still to come that are among the N, by the number of clicks still to come.</param>
/// <param name="Precision">The same by N.</param>
sealed record NextItemQuality(int Predictions, double Mrr, double HitRate, double Recall, double Precision);

/// <summary>
/// The protocol of the published tables: at every place of a session but its first, the items before it are known and the one that comes
/// next is to be told. Sessions of one item are left out; an item that the training does not know is a miss.
/// </summary>
static class NextItemProtocol
{
    public const int Answered = 20;

    /// <summary>Answers the best items for the items so far, best first, at most <see cref="Answered"/>.</summary>
    public delegate IReadOnlyList<string> Predictor(IReadOnlyList<string> before);

    public static NextItemQuality Evaluate(IEnumerable<FileSession> sessions, Predictor predict)
    {
        var (count, mrr, hits, recall, precision) = (0, 0d, 0, 0d, 0d);
        foreach (var items in sessions.Select(session => session.Items).Where(items => items.Count > 1))
        {
            for (var place = 1; place < items.Count; place++)
            {
                var answered = predict([.. items.Take(place)]);
                count++;
                var rank = answered.ToList().IndexOf(items[place]) + 1;
                if (rank > 0)
                {
                    hits++;
                    mrr += 1d / rank;
                }
                var toCome = items.Skip(place).ToHashSet();
                var right = answered.Count(toCome.Contains);
                recall += (double)right / (items.Count - place);
                precision += (double)right / Answered;
            }
        }
        return new(count, mrr / count, (double)hits / count, recall / count, precision / count);
    }
}
