using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Triggers;

public sealed class A_segment_as_the_trigger
{
    public static WorkflowDefinition Definition => A.Definition("""
        {"displayName": "Thank you", "trigger": {"segment": {"segmentId": "vip"}}, "reentry": {"shopper": {}},
         "steps": [{"stepId": "think", "wait": {"duration": "600s"}},
                   {"stepId": "thank", "send": {"channel": "CHANNEL_EMAIL", "templateId": "thank-you", "purpose": "PURPOSE_MARKETING"}}]}
        """);

    [Fact]
    public void Begins_a_run_when_the_shopper_comes_in()
    {
        var story = new Story(Definition).Moved(0, "vip", Movement.Entered, A.Order("o1"));
        Assert.Equal(("shopper", Story.Time(10)), (story.Run.Key, story.Run.DueTime));
        var entered = Assert.Single(story.Histories.Values)[0];
        Assert.Equal(("vip", 1, SegmentMove.Entered), (entered.Entered.SegmentMoved.SegmentId, entered.Entered.SegmentMoved.Version, entered.Entered.SegmentMoved.Move));
        Assert.Null(entered.Event);
        story.Until(11);
        Assert.Single(story.Dispatches);
    }

    [Fact]
    public void Begins_a_run_when_time_alone_moves_the_shopper() =>
        Assert.Single(new Story(Definition).Moved(0, "vip", Movement.Entered).Runs);

    [Fact]
    public void Begins_a_run_of_their_own_for_each_whom_one_record_moves()
    {
        MembershipChange Change(Guid shopperId) => new()
        {
            ShopId = "corner-shop", ShopperId = shopperId.ToString(), SegmentId = "vip", Version = 1, Movement = Movement.Entered,
        };
        var record = new MembershipRecord
        {
            Event = new LoggedEvent { Partition = 3, Sequence = 7, LogTime = A.Start.ToTimestamp(), Control = new ControlRecord { WindowsDue = new WindowsDue() } },
            Changes = { Change(Guid.NewGuid()), Change(Guid.NewGuid()) },
        };
        var workflow = Story.Compiled(Definition);
        var runs = SegmentStart.Of(record, new Story(Definition).Registry)
            .Select(moved => RunMachine.Enter(new WorkflowVersion("corner-shop", "cart-recovery", 1), workflow, moved)!.Run.RunId);
        Assert.Equal(2, runs.Distinct().Count());
    }

    [Theory]
    [InlineData("vip", Movement.Left)]
    [InlineData("window-shoppers", Movement.Entered)]
    public void Begins_none_by_another_segment_or_the_other_way(string segmentId, Movement movement) =>
        Assert.Empty(new Story(Definition).Moved(0, segmentId, movement, A.Order("o1")).Runs);

    [Fact]
    public void May_be_that_the_shopper_leaves()
    {
        var definition = Definition;
        definition.Trigger.Segment.Move = SegmentMove.Left;
        Assert.Empty(new Story(definition).Moved(0, "vip", Movement.Entered).Runs);
        Assert.Single(new Story(definition).Moved(0, "vip", Movement.Left).Runs);
    }

    [Fact]
    public void Begins_none_by_the_past()
    {
        Assert.Empty(new Story(Definition).Moved(0, "vip", Movement.Entered, A.Past(A.Late(A.Order("o1"), 0, TimeSpan.FromHours(1)))).Runs);
        Assert.Empty(new Story(Definition).Moved(0, "vip", Movement.Entered, A.Late(A.Order("o1"), 0, TimeSpan.FromHours(25))).Runs);
        Assert.Single(new Story(Definition).Moved(0, "vip", Movement.Entered, A.Late(A.Order("o1"), 0, TimeSpan.FromHours(24))).Runs);
    }

    [Fact]
    public void Has_a_filter_about_the_profile_that_includes_the_change()
    {
        var definition = Definition;
        definition.Trigger.Segment.Filter = new Condition { Text = "in_segment('vip') && event.segment_id == 'vip' && profile.order_summary.order_count == 1" };
        Assert.Single(new Story(definition).Moved(0, "vip", Movement.Entered, A.Order("o1")).Runs);
        definition.Trigger.Segment.Filter = new Condition { Text = "in_segment('staff')" };
        Assert.Empty(new Story(definition).Moved(0, "vip", Movement.Entered, A.Order("o1")).Runs);
    }

    [Fact]
    public void Moves_no_run_that_goes_on()
    {
        var story = new Story(Definition).Moved(0, "vip", Movement.Entered).Moved(5, "vip", Movement.Left).Moved(6, "vip", Movement.Entered);
        Assert.Equal(Story.Time(10), story.Run.DueTime);
    }
}
