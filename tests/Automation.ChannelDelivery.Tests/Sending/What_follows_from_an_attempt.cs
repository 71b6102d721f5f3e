using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Sending;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Sending;

public sealed class What_follows_from_an_attempt
{
    static readonly DateTimeOffset Real = Samples.Noon.AddYears(1);
    static readonly SendingOptions Options = new() { MaxAttempts = 3, RetryDelay = TimeSpan.FromSeconds(2), MaxRetryDelay = TimeSpan.FromSeconds(5) };

    [Fact]
    public void An_unclear_marketing_message_is_unknown_and_not_tried_again()
    {
        var outcome = Next(new SendResult.Unclear("connection lost"), Purpose.Marketing, attempts: 1);
        Assert.Null(outcome.Retry);
        Assert.Equal((MessageState.Unknown, SendReasons.OutcomeUnclear), (outcome.End!.State, outcome.End.Reason));
    }

    [Fact]
    public void An_unclear_transactional_message_is_sent_again_until_the_limit()
    {
        Assert.NotNull(Next(new SendResult.Unclear(""), Purpose.Transactional, attempts: 2).Retry);
        Assert.Equal(MessageState.Unknown, Next(new SendResult.Unclear(""), Purpose.Transactional, attempts: 3).End!.State);
    }

    [Fact]
    public void A_refusal_for_good_is_the_end() =>
        Assert.Equal(MessageState.Failed, Next(new SendResult.RefusedForGood("554", false), Purpose.Marketing, attempts: 1).End!.State);

    [Fact]
    public void What_the_provider_surely_does_not_have_is_tried_again_until_the_limit()
    {
        foreach (var result in new SendResult[] { new SendResult.RefusedForNow("451"), new SendResult.NotReached("refused") })
        {
            var retry = Next(result, Purpose.Marketing, attempts: 2).Retry!;
            Assert.Equal((MessageState.Deferred, 2, Samples.Noon), (retry.State, retry.Attempts, retry.DueTime));
            Assert.Equal(MessageState.Failed, Next(result, Purpose.Marketing, attempts: 3).End!.State);
        }
    }

    [Fact]
    public void The_wait_doubles_up_to_the_longest_and_is_spread_on_the_real_clock()
    {
        var waits = Enumerable.Range(1, 4).Select(attempts => SendOutcomes.RetryDelay(attempts, Options, chance: 1).TotalSeconds);
        Assert.Equal([2, 4, 5, 5], waits);
        Assert.Equal(1, SendOutcomes.RetryDelay(1, Options, chance: 0).TotalSeconds);
        Assert.Equal(Real.AddSeconds(1.5), Next(new SendResult.RefusedForNow(""), Purpose.Marketing, attempts: 1).Retry!.RetryTime);
    }

    [Fact]
    public void A_withheld_message_was_not_tried_and_goes_back_at_once()
    {
        var retry = Next(new SendResult.Withheld(), Purpose.Marketing, attempts: 3).Retry!;
        Assert.Equal((2, Real, SendReasons.CheckTooOld), (retry.Attempts, retry.RetryTime, retry.Reason));
    }

    [Fact]
    public void The_event_of_an_end_is_the_same_however_often_it_is_told()
    {
        var settlement = new Settlement(MessageState.Dropped, SendReasons.ConsentMissing, new DecisionNote("", Samples.Noon, 9));
        var told = SettledEvents.Of(Samples.Message(), settlement);
        Assert.Equal("settled-11111111-1111-4111-8111-111111111111-dropped", told.Event.EventId);
        Assert.Equal(told, SettledEvents.Of(Samples.Message(), settlement));
        Assert.Equal(3, told.Depth);
        Assert.Equal((MessageOutcome.Dropped, SendReasons.ConsentMissing), (told.Event.MessageSettled.Outcome, told.Event.MessageSettled.Reason));
    }

    static SendOutcome Next(SendResult result, Purpose purpose, int attempts) => SendOutcomes.Next(
        Samples.Message() with { Purpose = purpose, Attempts = attempts }, result, 7, Samples.Noon, Real, Options, chance: 0.5);
}
