using Automation.WorkflowEngine.V1;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow win-back, edge by edge.</summary>
public sealed class Being_missed
{
    const double Day = 24;

    [Fact]
    public void Is_written_to_three_times_in_two_weeks() =>
        Assert.Equal(["x1 2160", "x2 2328", "x3 2496"], Tale().At(0, A.Order("o")).Messages);

    [Fact]
    public void Ends_with_an_order() => Assert.Equal(["win-back Exited EXIT_EVENT"], Tale().At(0, A.Order("o")).At(91 * Day, A.Order("p")).Ends);

    [Fact]
    public void Ends_with_an_order_of_the_till_that_is_told_late()
    {
        var tale = Tale().At(0, A.Order("o")).Late(92 * Day, 5 * Day, A.Order("p"));
        Assert.Equal(["win-back Exited GUARD_FALSE"], tale.Ends);
        Assert.Equal(["x1 2160"], tale.Messages);
    }

    [Fact]
    public void Ends_where_the_shopper_opts_out() => Assert.Equal(["x1 2160"], Tale().At(0, A.Order("o")).At(91 * Day, Declined).Messages);

    [Fact]
    public void Without_consent_is_left_alone() =>
        Assert.Empty(Lapsing(new FlowTale("win-back")).At(0, Declined).At(0, A.Order("o")).Run().Runs);

    [Fact]
    public void Again_is_left_alone_for_four_months()
    {
        // Bought during the flow, and missed again 90 days later.
        var tale = Tale().At(0, A.Order("o")).At(91 * Day, A.Order("p"));
        Assert.Equal(["x1 2160"], tale.Messages);
        Assert.Equal(RefusalReason.Reentry, tale.Refusals[^1].Reason);
    }

    [Fact]
    public void Whose_own_gaps_are_short_is_missed_sooner() =>
        Assert.Equal("x1 4320", Tale().At(0, A.Order("o")).At(60 * Day, A.Order("p")).At(120 * Day, A.Order("q")).Messages[0]);

    static FlowTale Tale() => Lapsing(new FlowTale("win-back")).At(0, Agreed);

    static FlowTale Lapsing(FlowTale tale) => tale.Segment("lapsed", "profile.order_rhythm.lapse_time <= now()");
}
