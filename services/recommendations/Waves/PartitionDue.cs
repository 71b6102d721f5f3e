using Automation.Recommendations.Offers;

namespace Automation.Recommendations.Waves;

/// <summary>What is to be told in a partition by the shop clock. In memory; the tables have it all.</summary>
sealed class PartitionDue
{
    /// <summary>How far its shoppers were told of lower prices.</summary>
    public required WaveCursor Cursor { get; set; }

    /// <summary>All waves that ended by then are told.</summary>
    public DateTimeOffset ToldUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>When the next people of its products are told of their return; null: nobody is.</summary>
    public required DateTimeOffset? NextStock { get; set; }

    /// <summary>Timestamp before which it need not be looked at: other partitions are not that far yet.</summary>
    public long RestUntil { get; set; }

    /// <summary>When there is something to look at next.</summary>
    public DateTimeOffset DueTime
    {
        get
        {
            var wave = ToldUntil == DateTimeOffset.MinValue ? ToldUntil : ToldUntil + WaveHours.Length;
            return NextStock < wave ? NextStock.Value : wave;
        }
    }
}
