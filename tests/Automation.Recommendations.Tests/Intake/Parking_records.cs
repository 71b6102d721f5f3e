using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Recommendations.Intake;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Intake;

public sealed class Parking_records
{
    [Fact]
    public void A_record_that_cannot_be_folded_is_parked_with_nothing_of_it_and_the_others_go_on()
    {
        var bad = Damaged();
        var batch = Batch(
            new(3, 0, [At(Noon, 3, 1, Viewed("before")), bad, At(Noon, 3, 3, Viewed("after"))]), new(5, 0, [At(Noon, 5, 1, Added("elsewhere"))]));

        var fold = CatalogFollower.Fold(batch);

        Assert.Equal((3, bad), Assert.Single(batch.Refused.Select(refused => (refused.Partition, refused.Record))));
        Assert.Equal(["after", "before", "elsewhere"], fold.Interests.Keys.Select(key => key.ProductId).Order());
        Assert.DoesNotContain(fold.Products.Keys, key => key.ProductId == "bad");
        Assert.Equal([1, 3, 1], fold.Interactions.Select(interaction => interaction.Sequence));
    }

    [Fact]
    public void A_parked_one_that_is_tried_again_and_fails_again_is_told_as_a_failure()
    {
        var batch = Batch(new PartitionBatch<LoggedEvent>(3, 2, [Damaged()], PartitionBatchKind.Retry));
        Assert.ThrowsAny<Exception>(() => CatalogFollower.Fold(batch));
        Assert.Empty(batch.Refused);
    }

    [Fact]
    public void Without_a_bad_one_nothing_is_parked()
    {
        var batch = Batch(new PartitionBatch<LoggedEvent>(0, 0, [At(Noon, 0, 1, Viewed("a")), At(Noon, 0, 2, Viewed("b"))]));
        Assert.Equal(2, CatalogFollower.Fold(batch).Interests.Count);
        Assert.Empty(batch.Refused);
    }

    // Its product can be folded, its shopper's day cannot: no calendar has it.
    static LoggedEvent Damaged()
    {
        var logged = At(Noon, 3, 2, Viewed("bad", "Bad", 1));
        logged.LogTime.Seconds = long.MaxValue;
        return logged;
    }

    static BatchTransaction<LoggedEvent> Batch(params IReadOnlyList<PartitionBatch<LoggedEvent>> batches) => new(null!, null!, batches);
}
