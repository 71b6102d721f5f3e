namespace Automation.Faults.Tests.Disturbing;

public sealed class The_plan_of_faults
{
    [Fact]
    public void Is_the_same_for_the_same_seed_and_another_for_another()
    {
        Assert.Equal(FaultPlan.Draw(7, 40), FaultPlan.Draw(7, 40));
        Assert.NotEqual(FaultPlan.Draw(7, 40), FaultPlan.Draw(8, 40));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Deals_each_suit_before_it_deals_one_twice(int seed)
    {
        var plan = FaultPlan.Draw(seed, FaultDeck.Suits.Count);

        Assert.All(FaultDeck.Suits, suit => Assert.Single(plan, fault => suit.Any(card => (card.Kind, card.Victim) == (fault.Kind, fault.Victim))));
    }

    [Fact]
    public void Comes_to_every_fault_there_is()
    {
        var cards = FaultDeck.Suits.SelectMany(suit => suit).Select(card => (card.Kind, card.Victim)).ToHashSet();
        var plan = FaultPlan.Draw(seed: 3, FaultDeck.Suits.Count * FaultDeck.Suits.Max(suit => suit.Count));

        Assert.Equal(cards, plan.Select(fault => (fault.Kind, fault.Victim)).ToHashSet());
    }

    [Fact]
    public void Keeps_to_the_day_and_to_what_a_fault_may_last()
    {
        var plan = FaultPlan.Draw(seed: 5, 100);

        Assert.Equal(plan.Select(fault => fault.AtShare).Order(), plan.Select(fault => fault.AtShare));
        Assert.All(plan, fault => Assert.InRange(fault.AtShare, 0, 0.9));
        Assert.All(plan, fault => Assert.Contains(
            FaultDeck.Suits.SelectMany(suit => suit),
            card => (card.Kind, card.Victim) == (fault.Kind, fault.Victim) && fault.Duration >= card.Shortest && fault.Duration <= card.Longest));
    }
}
