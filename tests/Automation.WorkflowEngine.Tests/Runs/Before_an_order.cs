using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>A cart that is told of after an order, and was left before it: in order, the order would have ended its run.</summary>
public sealed class Before_an_order
{
    [Fact]
    public void What_happened_before_an_order_that_came_first_enters_nobody()
    {
        var story = new Story(A.CartWorkflow()).At(50, Of(40, A.Order("o1", "c1"))).At(50, Of(20, A.Added("c0"))).Until(600);
        Assert.Empty(story.Runs);
    }

    [Fact]
    public void Nor_does_it_before_an_order_elsewhere()
    {
        var story = new Story(A.CartWorkflow()).Elsewhere(50, A.Order("o1", "c1").OrderCompleted).At(51, Of(20, A.Added("c0"))).Until(600);
        Assert.Empty(story.Runs);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(41)]
    public void What_happened_at_its_instant_or_after_it_is_reminded_of(double minute)
    {
        var story = new Story(A.CartWorkflow()).At(50, Of(40, A.Order("o1", "c1"))).At(50, Of(minute, A.Added("c0"))).Until(600);
        Assert.Equal("c0", story.Run.Key);
        Assert.Single(story.Dispatches);
    }

    [Fact]
    public void It_enters_where_some_orders_or_all_let_a_run_go_on()
    {
        var conditional = A.CartWorkflow();
        conditional.ExitWhen[0].Filter = A.Condition("event.total", Operator.Greater, 20);
        var without = A.CartWorkflow();
        without.ExitWhen.Clear();
        foreach (var definition in new[] { conditional, without })
        {
            var story = new Story(definition).At(50, Of(40, A.Order("o1", "c1"))).At(50, Of(20, A.Added("c0"))).Until(600);
            Assert.Equal("c0", story.Run.Key);
        }
    }

    [Fact]
    public void To_a_run_that_is_open_it_is_activity()
    {
        var story = new Story(A.CartWorkflow())
            .At(50, Of(40, A.Order("o1", "c1")))
            .At(50, Of(45, A.Added("c0")))
            .At(70, Of(30, A.Added("c0", "bowl")));
        Assert.Equal((Story.Time(70), Story.Time(130)), (story.Run.ActivityTime, story.Run.DueTime));
    }

    /// <summary>The event, which happened at this minute of the story.</summary>
    static Event Of(double minutes, Event @event) => A.Late(@event, minutes, TimeSpan.Zero);
}
