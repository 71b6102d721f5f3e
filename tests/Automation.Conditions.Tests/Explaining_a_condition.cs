using Automation.Conditions.V1;

namespace Automation.Conditions.Tests;

public class Explaining_a_condition
{
    readonly Shopper _shopper = new();

    [Fact]
    public void Shows_every_clause_with_what_was_found_and_compared()
    {
        var explanation = _shopper.Explain("profile.traits.city == \"Bonn\" || (event.total > money(\"10 EUR\") && !has(profile.phone))");

        Assert.True(explanation.Holds);
        Assert.Equal(2, explanation.Clauses.Count);
        Assert.Equal(
            ("profile.traits.city == \"Bonn\"", false, "\"Berlin\"", "\"Bonn\""),
            (explanation.Clauses[0].Clause, explanation.Clauses[0].Holds, explanation.Clauses[0].Value, explanation.Clauses[0].Operand));
        var inner = explanation.Clauses[1].Clauses;
        Assert.Equal(("money(\"49.9 EUR\")", "money(\"10 EUR\")", true), (inner[0].Value, inner[0].Operand, inner[0].Holds));
        Assert.True(inner[1].Holds);
        Assert.False(Assert.Single(inner[1].Clauses).Holds);
    }

    [Theory]
    [InlineData("profile.traits.nowhere == 1", "absent")]
    [InlineData("event.total > money(\"1 USD\")", "currencies differ")]
    [InlineData("profile.traits.city > 1", "different kinds")]
    [InlineData("profile.orders.exists(o, true)", "empty or absent")]
    [InlineData("profile.create_time.in_this(\"day\", profile.traits.city)", "no time zone \"Berlin\"")]
    public void Says_what_is_out_of_the_ordinary(string text, string note) => Assert.Contains(note, _shopper.Explain(text).Note);

    [Fact]
    public void Shows_each_element_that_a_list_was_searched_for()
    {
        var explanation = _shopper.Explain("event.lines.exists(l, l.product_id == \"sock\")");

        Assert.Equal(["\"shoe\"", "\"sock\""], explanation.Clauses.Select(clause => clause.Value));
        Assert.Equal([false, true], explanation.Clauses.Select(clause => clause.Holds));
    }

    [Fact]
    public void Calls_the_values_of_an_enum_by_name() => Assert.Equal(
        ("\"CART_STATE_ACTIVE\"", "\"CART_STATE_EMPTIED\""),
        _shopper.Explain("cart.state == \"CART_STATE_EMPTIED\"") is var told ? (told.Value, told.Operand) : default);

    [Fact]
    public void Names_the_day_that_it_is_in_the_zone() => Assert.Equal(
        "today, 2026-05-14 in \"Pacific/Auckland\"", _shopper.Explain("profile.create_time.in_this(\"day\", \"Pacific/Auckland\")").Operand);
}
