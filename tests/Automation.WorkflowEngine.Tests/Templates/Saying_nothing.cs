using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow sunset, edge by edge. Who is asked is another segment here, for the real one wants ten mails.</summary>
public sealed class Saying_nothing
{
    [Fact]
    public void Is_asked_told_and_then_written_to_no_more()
    {
        var tale = Tale().At(0, A.Custom("silent"));
        Assert.Equal(["z1 0", "z2 168"], tale.Messages);
        Assert.Equal(("sunset", true), tale.Run().Memberships.Select(moved => (moved.SegmentId, moved.Entered)).Last());
        Assert.Equal(A.Start.AddDays(14), tale.Run().Memberships[^1].MoveTime.ToDateTimeOffset(), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Ends_with_a_visit() => Assert.Equal(["z1 0"], Tale().At(0, A.Custom("silent")).At(50, Seen()).Messages);

    [Fact]
    public void Ends_with_a_visit_on_the_last_day()
    {
        var tale = Tale().At(0, A.Custom("silent")).At(335, Seen());
        Assert.Equal(["z1 0", "z2 168"], tale.Messages);
        Assert.DoesNotContain(tale.Run().Memberships, moved => moved.SegmentId == "sunset");
    }

    [Fact]
    public void Ends_with_an_order() => Assert.Equal(["sunset Exited EXIT_EVENT"], Tale().At(0, A.Custom("silent")).At(50, A.Order("o")).Ends);

    [Fact]
    public void Of_the_best_customers_is_left_to_a_person() =>
        Assert.Empty(Tale().Segment("vip", "profile.order_summary.order_count > 0").At(0, A.Order("o"), A.Custom("silent")).Run().Runs);

    [Fact]
    public void Other_flows_pass_over_whoever_is_written_to_no_more()
    {
        FlowTale Left(double hours) => Tale("sunset", "checkout").At(0, A.Custom("silent")).At(hours, A.Added("k", "mug"), A.Checkout("k"));
        Assert.Equal(["z1 0", "z2 168"], Left(400).Messages);
        Assert.Equal("k1 401 mug", new FlowTale("checkout").At(0, Agreed).At(400, A.Added("k", "mug"), A.Checkout("k")).Messages[0]);
    }

    [Fact]
    public void Ends_for_good_only_until_the_shopper_agrees_anew()
    {
        var tale = Tale("sunset", "checkout").At(0, A.Custom("silent")).At(400, Agreed).At(500, A.Added("k", "mug"), A.Checkout("k"));
        Assert.Equal(["z1 0", "z2 168", "k1 501 mug", "k2 520 mug", "k3 548 mug"], tale.Messages);
    }

    static Event Seen() => new() { ProductViewed = new ProductViewed { Product = A.Line("mug") } };

    static FlowTale Tale(params string[] flows) => new FlowTale(flows.Length == 0 ? ["sunset"] : flows)
        .With("sunset", "segment", Value.ForString("silent"))
        .Segment("silent", "events(\"silent\").count() >= 1")
        .Segment("sunset", "in_list(\"sunset\")")
        .At(0, Agreed);
}
