using Automation.WorkflowEngine.Checks;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Checks;

/// <summary>What the profile says of a message whose run still waits for it.</summary>
public sealed class The_last_word_before_a_send
{
    readonly WorkflowDefinition _definition = A.CartWorkflow();

    public The_last_word_before_a_send()
    {
        // What a definition may forget.
        _definition.ExitWhen.Clear();
        _definition.SendGuard = null;
    }

    [Fact]
    public void Lets_a_cart_go_that_is_still_there() => AssertIs(Verdict.Go, "", Asked());

    [Theory]
    [InlineData("c1")]
    [InlineData("")]
    public void Is_no_to_a_cart_that_was_bought_meanwhile(string cartId) =>
        AssertIs(Verdict.Drop, RunReasons.CartEmpty, Asked().At(61, A.Order("o1", cartId)));

    [Fact]
    public void Is_no_to_a_cart_that_somebody_else_bought() =>
        AssertIs(Verdict.Drop, RunReasons.CartEmpty, Asked().Elsewhere(61, A.Order("o1", "c1").OrderCompleted));

    [Fact]
    public void Is_no_to_a_cart_that_was_emptied() => AssertIs(Verdict.Drop, RunReasons.CartEmpty, Asked().At(61, A.Updated("c1")));

    [Fact]
    public void Lets_a_cart_go_of_which_another_one_was_bought() => AssertIs(Verdict.Go, "", Asked().At(61, A.Order("o1", "c9")));

    Story Asked() => new Story(_definition).At(0, A.Added("c1")).Until(60);

    void AssertIs(Verdict verdict, string reason, Story story)
    {
        Assert.True(story.Run.IsOpen);
        var message = Assert.Single(story.Dispatches);
        var said = SendRules.WithProfile(story.Run, Story.Compiled(_definition), story.Profile, message.Content.Revision, Story.Time(61));
        Assert.Equal((verdict, reason), (said.Verdict, said.Reason));
    }
}
