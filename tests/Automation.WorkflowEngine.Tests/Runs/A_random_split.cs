using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_random_split
{
    /// <summary>With a recorded history.</summary>
    public static WorkflowDefinition Definition => A.Definition("""
        {
          "displayName": "By lot",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "steps": [
            { "stepId": "lot", "randomSplit": { "ways": [
              { "wayId": "short", "percent": 20, "next": "soon" },
              { "wayId": "long", "percent": 50, "next": "late" },
              { "wayId": "none", "percent": 30, "next": "nothing" }] } },
            { "stepId": "soon", "next": "nothing", "wait": { "duration": "60s" } },
            { "stepId": "late", "next": "lot", "wait": { "duration": "3600s" } },
            { "stepId": "nothing", "end": {} }
          ]
        }
        """);

    static SplitTaken TakenBy(Guid shopper, WorkflowDefinition definition, Dictionary<(string, string), string>? assigned = null)
    {
        var story = new Story(shopper, ("cart-recovery", Story.Compiled(definition)));
        foreach (var (step, way) in assigned ?? [])
            story.Assigned[step] = way;
        story.At(0, A.Added("c1"));
        return story.Histories.Values.Single().Single(entry => entry.SplitTaken is not null).SplitTaken;
    }

    [Fact]
    public void Gives_each_way_its_share_and_a_shopper_always_the_same()
    {
        var random = new Random(1);
        var shoppers = Enumerable.Range(0, 4_000).Select(_ =>
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }).ToList();
        var counts = shoppers.Select(shopper => TakenBy(shopper, Definition).WayId).CountBy(way => way).ToDictionary();
        // Five standard deviations are 4 % at most.
        Assert.InRange(counts["short"], 800 - 160, 800 + 160);
        Assert.InRange(counts["long"], 2_000 - 160, 2_000 + 160);
        Assert.InRange(counts["none"], 1_200 - 160, 1_200 + 160);
        Assert.All(shoppers.Take(50), shopper => Assert.Equal(TakenBy(shopper, Definition), TakenBy(shopper, Definition)));
    }

    [Fact]
    public void Falls_independently_at_another_step_and_in_another_workflow()
    {
        var both = Enumerable.Range(0, 2_000).Select(_ => Guid.NewGuid())
            .Count(shopper => (Lots.Of("shop", "a", "one", shopper) < 50) == (Lots.Of("shop", "a", "two", shopper) < 50));
        Assert.InRange(both, 850, 1_150);
        Assert.Equal(Lots.Of("shop", "a", "one", Guid.Empty), Lots.Of("shop", "a", "one", Guid.Empty));
        Assert.NotEqual(Lots.Of("shop", "a", "one", Guid.Empty), Lots.Of("shop", "b", "one", Guid.Empty));
        Assert.NotEqual(Lots.Of("shop", "a", "one", Guid.Empty), Lots.Of("other", "a", "one", Guid.Empty));
    }

    [Fact]
    public void Keeps_to_the_first_assignment_whatever_the_shares_are_now()
    {
        var shopper = Guid.NewGuid();
        var first = TakenBy(shopper, Definition);
        Assert.False(first.Kept);
        var changed = Definition;
        foreach (var way in changed.Steps[0].RandomSplit.Ways)
            way.Percent = way.WayId == first.WayId ? 1 : way.WayId == changed.Steps[0].RandomSplit.Ways.First(other => other.WayId != first.WayId).WayId ? 98 : 1;
        var again = TakenBy(shopper, changed, new() { [("cart-recovery", "lot")] = first.WayId });
        Assert.Equal((first.WayId, true), (again.WayId, again.Kept));
        // Another workflow's assignment is none.
        Assert.False(TakenBy(shopper, Definition, new() { [("welcome", "lot")] = "none" }).Kept);
    }

    [Fact]
    public void Draws_anew_where_the_way_is_gone()
    {
        var taken = TakenBy(Guid.NewGuid(), Definition, new() { [("cart-recovery", "lot")] = "former" });
        Assert.False(taken.Kept);
        Assert.NotEqual("former", taken.WayId);
    }

    [Fact]
    public void Goes_the_same_way_at_a_later_visit_and_in_a_later_run()
    {
        var shopper = Enumerable.Range(0, 1_000).Select(_ => Guid.NewGuid()).First(each => TakenBy(each, Definition).WayId == "long");
        var story = new Story(shopper, ("cart-recovery", Story.Compiled(Definition))).At(0, A.Added("c1")).At(1, A.Added("c2")).Until(60.5);
        var taken = story.Histories.Values.SelectMany(history => history).Where(entry => entry.SplitTaken is not null).Select(entry => entry.SplitTaken).ToList();
        Assert.Equal([("long", false), ("long", true), ("long", true)], taken.Select(each => (each.WayId, each.Kept)));
    }
}
