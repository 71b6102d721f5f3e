using Automation.Conditions;

namespace Automation.Segments.Tests;

public class Defining_segments
{
    [Theory]
    [InlineData("prediction(\"churn\") > 0.5", ConditionReason.Unsupported, "compare history instead")]
    [InlineData("consented(\"email\", \"news\")", ConditionReason.Unsupported, "leave the topic out")]
    [InlineData("cart_state(\"FULL\")", ConditionReason.UnknownName, "CART_STATE_ACTIVE")]
    [InlineData("events(\"product_upserted\").count() > 1", ConditionReason.UnknownName, "order_completed")]
    [InlineData("events(\"custom\").count() > 1", ConditionReason.UnknownName, "custom events of 1 to 100")]
    [InlineData("event.total > money(\"1 EUR\")", ConditionReason.UnknownName, "begin with profile")]
    [InlineData("events(\"order_completed\").in_last(\"0d\").count() > 1", ConditionReason.Literal, "above 0")]
    public void Refuses_what_it_cannot_answer_with_what_to_do(string text, string reason, string remedy)
    {
        var error = Assert.Single(ConditionLanguage.Compile(text, SegmentLanguage.Roots).Errors);

        Assert.Equal(reason, error.Reason);
        Assert.Contains(remedy, error.Description);
        Assert.True(error.Position >= 0);
    }

    [Fact]
    public void Refuses_a_segment_that_is_not_there()
    {
        var roots = SegmentLanguage.RootsWith(id => id == "vip");

        Assert.Empty(ConditionLanguage.Compile("in_segment(\"vip\")", roots).Errors);
        Assert.Equal(ConditionReason.UnknownName, Assert.Single(ConditionLanguage.Compile("in_segment(\"vipp\")", roots).Errors).Reason);
    }

    [Fact]
    public void Refuses_a_list_that_is_not_there()
    {
        var roots = SegmentLanguage.RootsWith(_ => true, id => id == "staff");

        Assert.Empty(ConditionLanguage.Compile("in_list(\"staff\")", roots).Errors);
        var error = Assert.Single(ConditionLanguage.Compile("!in_list(\"stuff\")", roots).Errors);
        Assert.Equal(ConditionReason.UnknownName, error.Reason);
        Assert.Contains("create it first", error.Description);
    }

    [Fact]
    public void Finds_segments_that_ask_for_each_other()
    {
        (string, CompiledCondition)[] segments =
        [
            ("a", ShopperStory.Compile("in_segment(\"b\")")), ("b", ShopperStory.Compile("in_segment(\"c\") || in_segment(\"elsewhere\")")),
            ("c", ShopperStory.Compile("!in_segment(\"a\")")), ("d", ShopperStory.Compile("in_segment(\"a\")")),
        ];

        var asked = segments.ToDictionary(segment => segment.Item1, IEnumerable<string> (segment) => segment.Item2.DependsOn.SegmentIds);
        Assert.Equal(["a", "b", "c", "a"], SegmentOrder.FindCycle("a", ["b"], asked.GetValueOrDefault));
        Assert.Null(SegmentOrder.FindCycle("b", ["elsewhere"], asked.GetValueOrDefault));
        Assert.Equal(["d", "d"], SegmentOrder.FindCycle("d", ["d"], asked.GetValueOrDefault));
        Assert.Throws<ArgumentException>(() => new SegmentSet(segments.Select((segment, place) => new SegmentVersion(place + 1, segment.Item1, segment.Item2)), new Dictionary<string, int>()));
    }

    [Fact]
    public void Goes_along_a_chain_as_long_as_there_are_segments()
    {
        var chain = Enumerable.Range(0, 1_000).Select(place => ($"s{place}", ShopperStory.Compile($"in_segment(\"s{place + 1}\")"))).ToList();

        var asked = chain.ToDictionary(segment => segment.Item1, IEnumerable<string> (segment) => segment.Item2.DependsOn.SegmentIds);
        Assert.Null(SegmentOrder.FindCycle("first", ["s0"], asked.GetValueOrDefault));
        Assert.Equal(1_001, SegmentOrder.FindCycle("s1000", ["s0"], asked.GetValueOrDefault)?.Count - 1);
        Assert.Equal("s999", new SegmentSet(chain.Select((segment, place) => new SegmentVersion(place + 1, segment.Item1, segment.Item2)), new Dictionary<string, int>()).Versions[0].SegmentId);
    }

    [Fact]
    public void Gives_equal_questions_equal_keys()
    {
        var keys = SegmentSet.ClauseKeysOf(ShopperStory.Compile("events(\"a\").count() > 1 || !(events(\"a\").count() > 2) || events(\"a\").in_last(\"1d\").count() > 1 || in_segment(\"b\")"));

        Assert.Equal(2, keys.Distinct().Count());
        Assert.Equal(keys[0], SegmentSet.ClauseKeysOf(ShopperStory.Compile("events(\"a\").count() == 7"))[0]);
    }

    [Fact]
    public void Needs_a_number_for_each_clause()
    {
        var version = new SegmentVersion(1, "a", ShopperStory.Compile("events(\"a\").count() > 1"));

        Assert.Contains("ClauseKeysOf", Assert.Throws<ArgumentException>(() => new SegmentSet([version], new Dictionary<string, int>())).Message);
    }
}
