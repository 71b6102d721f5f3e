using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Enrollments;

/// <summary>An enrollment whose members could not be read, beside others.</summary>
public sealed class A_part_that_cools
{
    [Fact]
    public void Waits_while_others_go_on_and_is_due_as_before_when_it_is_over()
    {
        var (first, second) = (Part(0), Part(1));
        var owned = new OwnedEnrollments([first, second]);
        owned.Cool(first.Order.EnrollmentId, timestamp: 100);
        Assert.Equal((second.NextTime, true), (owned.Earliest, owned.HasHeld));
        Assert.Equal([second], owned.DueBefore(DateTimeOffset.MaxValue));

        owned.Resume(timestamp => timestamp < 100);
        Assert.Equal([second], owned.DueBefore(DateTimeOffset.MaxValue));
        owned.Resume(timestamp => timestamp <= 100);
        Assert.Equal((first.NextTime, false), (owned.Earliest, owned.HasHeld));
        Assert.Equal([first, second], owned.DueBefore(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Wakes_nobody_where_it_is_alone_and_is_looked_after()
    {
        var part = Part(0);
        var owned = new OwnedEnrollments([part]);
        owned.Cool(part.Order.EnrollmentId, timestamp: 100);
        Assert.Equal((null, true), (owned.Earliest, owned.HasHeld));
        Assert.Empty(owned.DueBefore(DateTimeOffset.MaxValue));
    }

    static EnrollmentPart Part(int minutes) => new(
        new EnrollmentOrder(Guid.NewGuid(), new WorkflowVersion("corner-shop", "news", 1), EnrollmentKind.Campaign, ["all"], 0, A.Start),
        3, 7, A.Start.AddMinutes(minutes));
}
