using Automation.Conditions.V1;

namespace Automation.Conditions.Tests;

public class Checking_a_condition
{
    [Theory]
    [InlineData("basket.lines.exists(l, true)", ConditionReason.UnknownName, "exists.list", 7, "begin with event, profile, cart")]
    [InlineData("profile.mail == \"a\"", ConditionReason.UnknownName, "compare.left.path", 8, "Profile has no field 'mail'; it has")]
    [InlineData("profile.email.length == 1", ConditionReason.UnknownName, "compare.left.path", 14, "has no fields")]
    [InlineData("profile == \"a\"", ConditionReason.Type, "compare.left.path", 0, "name a field")]
    [InlineData("event.lines.sku == \"a\"", ConditionReason.Type, "compare.left.path", 12, "event.lines.exists(x")]
    [InlineData("event.lines == \"a\"", ConditionReason.Type, "compare.left.path", 6, "size(event.lines)")]
    [InlineData("event.total > 50", ConditionReason.Type, "compare", 12, "money(\"49.90 EUR\")")]
    [InlineData("event.total.units > 50", ConditionReason.UnknownName, "compare.left.path", 12, "as a whole")]
    [InlineData("event.order_id == 5", ConditionReason.Type, "compare", 15, "a text")]
    [InlineData("event.order_id > \"a\"", ConditionReason.Type, "compare", 15, "has no order")]
    [InlineData("profile.create_time > \"2026-01-01\"", ConditionReason.Type, "compare", 20, "timestamp(")]
    [InlineData("cart.state == \"OPEN\"", ConditionReason.UnknownName, "compare", 11, "\"CART_STATE_ACTIVE\"")]
    [InlineData("cart.state in [\"CART_STATE_ACTIVE\", \"OPEN\"]", ConditionReason.UnknownName, "member.set.values[1]", 36, "\"CART_STATE_ACTIVE\"")]
    [InlineData("cart.state < \"CART_STATE_ACTIVE\"", ConditionReason.Type, "compare", 11, "has no order")]
    [InlineData("cart.state == profile.traits.state", ConditionReason.Type, "compare", 11, "the name of a value")]
    [InlineData("1 == 1", ConditionReason.Type, "compare", 2, "always comes out the same")]
    [InlineData("profile.order_summary.order_count.contains(\"a\")", ConditionReason.Type, "text.value", 22, "expected a text")]
    [InlineData("profile.email.in_last(\"1d\")", ConditionReason.Type, "window.value", 8, "expected an instant")]
    [InlineData("profile.create_time.in_last(\"0s\")", ConditionReason.Literal, "window.last", 20, "above 0")]
    [InlineData("profile.create_time.in_last(\"4000d\")", ConditionReason.Literal, "window.last", 20, "3,650 days")]
    [InlineData("profile.create_time.in_this(\"day\", \"Berlin\")", ConditionReason.Literal, "calendar.zone", 35, "\"Europe/Berlin\"")]
    [InlineData("profile.create_time.in_this(\"day\", \"Local/../x\")", ConditionReason.Literal, "calendar.zone", 35, "no time zone")]
    [InlineData("profile.create_time.anniversary_in_this(\"year\", \"UTC\")", ConditionReason.Literal, "anniversary.period", 20, "every year")]
    [InlineData("profile.create_time.anniversary_in_days(7, 1, \"UTC\")", ConditionReason.Literal, "anniversary.days", 20, "not behind the last")]
    [InlineData("profile.create_time.anniversary_in_days(0, 181, \"UTC\")", ConditionReason.Literal, "anniversary.days", 20, "180")]
    [InlineData("profile.email.anniversary_in_days(0, 1, \"UTC\")", ConditionReason.Type, "anniversary.value", 8, "yyyy-mm-dd")]
    [InlineData("profile.email.exists(x, true)", ConditionReason.Type, "exists.list", 8, "not a list")]
    [InlineData("event.lines.contains_any([\"a\"])", ConditionReason.Type, "list", 12, "use exists")]
    [InlineData("event.lines.exists(cart, true)", ConditionReason.UnknownName, "exists.variable", 12, "call the element otherwise")]
    [InlineData("event.lines.exists(l, event.lines.exists(l, true))", ConditionReason.UnknownName, "exists.condition.exists.variable", 34, "call the element otherwise")]
    [InlineData("event.lines.exists(l, l.colour == \"red\")", ConditionReason.UnknownName, "exists.condition.compare.left.path", 24, "LineItem has no field 'colour'")]
    [InlineData("profile.email in []", ConditionReason.Incomplete, "member.set", 17, "at least one")]
    [InlineData("profile.traits.a in [1, \"a\"]", ConditionReason.Type, "member.set.values[1]", 24, "of one type")]
    [InlineData("fold(fold(profile.email)) == \"a\"", ConditionReason.Type, "compare.left.fold", 5, "write fold once")]
    [InlineData("fold(profile.create_time) == \"a\"", ConditionReason.Type, "compare.left.fold", 13, "leave fold out")]
    [InlineData("profile.email.orValue(1) == \"a\"", ConditionReason.Type, "compare.left.or_value", -1, "a text")]
    [InlineData("true && (false || profile.nope == 1)", ConditionReason.UnknownName, "all.conditions[1].any.conditions[1].compare.left.path", 26, "nope")]
    [InlineData("in_segment(\"vip\")", ConditionReason.History, "in_segment_id", 0, "nobody answers for history here")]
    [InlineData("events(\"order_completed\").count() > 1", ConditionReason.History, "compare.left.aggregate", 26, "nobody answers for history here")]
    public void Names_the_place_the_reason_and_the_remedy(string text, string reason, string path, int position, string remedy)
    {
        var error = Assert.Single(ConditionLanguage.Compile(text, Shopper.Roots).Errors);

        Assert.Contains(remedy, error.Description);
        Assert.Equal((reason, path), (error.Reason, error.Path));
        if (position >= 0)
            Assert.Equal(position, error.Position);
    }

    [Fact]
    public void Finds_several_things_at_once()
    {
        var errors = ConditionLanguage.Compile("profile.a == 1 && !(profile.b == 1) && event.lines.all(l, l.c == profile.d)", Shopper.Roots).Errors;

        Assert.Equal(4, errors.Count);
        Assert.Equal("filter.all.conditions[0].compare.left.path", errors[0].ToViolation("filter").Field);
        Assert.EndsWith("(character 9 of the text)", errors[0].ToViolation("filter").Description);
    }

    [Fact]
    public void Tells_what_a_message_lacks()
    {
        foreach (var (condition, path) in new (Condition, string)[]
        {
            (new Condition(), ""),
            (new Condition { Not = new Condition() }, "not"),
            (new Condition { All = new ConditionList() }, "all.conditions"),
            (new Condition { Compare = new Comparison() }, "compare.operator"),
            (new Condition { Member = new Membership() }, "member.value"),
            (new Condition { Text = new TextMatch() }, "text.operator"),
            (new Condition { Has = new FieldPath() }, "has"),
            (new Condition { Exists = new Quantifier() }, "exists.list"),
            (new Condition { List = new ListMatch() }, "list.operator"),
            (new Condition { Window = new TimeWindow() }, "window.next"),
            (new Condition { Calendar = new CalendarMatch() }, "calendar.period"),
            (new Condition { Anniversary = new Anniversary() }, "anniversary"),
            (new Condition { DidThen = new DidThen() }, "did_then.first"),
            (new Condition { DidWithout = new DidWithout() }, "did_without.did"),
            (new Condition { InSegmentId = "" }, "in_segment_id"),
            (new Condition { InListId = "" }, "in_list_id"),
            (new Condition { Consented = new ConsentMatch() }, "consented.channel"),
            (new Condition { CartState = "" }, "cart_state"),
            (new Condition { Compare = new Comparison { Operator = Operator.Equal, Left = new Operand { Aggregate = new Aggregate() } } }, "compare.left.aggregate.function"),
        })
        {
            var errors = ConditionLanguage.Compile(condition, Shopper.WithHistory).Errors;

            Assert.NotEmpty(errors);
            Assert.Equal(path, errors[0].Path);
            Assert.DoesNotContain(errors, error => error.Position >= 0 || error.Description.Length < 20);
            // What is incomplete can be shown, too.
            Assert.NotNull(ConditionLanguage.Print(condition));
        }
    }

    [Fact]
    public void Knows_every_kind_of_the_contract()
    {
        var kinds = Enum.GetValues<Condition.KindOneofCase>().Except([Condition.KindOneofCase.None]).ToList();

        Assert.Equal(kinds.Order(), Kinds.ConditionKinds.ByCase.Keys.Order());
        Assert.Equal(
            Enum.GetValues<Operand.KindOneofCase>().Except([Operand.KindOneofCase.None]).Order(), Operands.OperandKinds.ByCase.Keys.Order());
    }

    [Fact]
    public void Refuses_what_is_not_supported_where_it_is_used_with_what_to_do()
    {
        var roots = Shopper.Roots
            .With(new HistoryScope { EventType = _ => null, Unsupported = asked => asked is Condition { InListId: "staff" } ? "compare a trait instead." : null })
            .Without("profile.orders", "ask for history instead.");

        foreach (var (text, position, remedy) in new[] { ("in_list(\"staff\")", 0, "compare a trait"), ("profile.orders.exists(o, o.order_id == \"a\")", 8, "ask for history"), ("size(profile.orders) > 1", 13, "ask for history") })
        {
            var error = Assert.Single(ConditionLanguage.Compile(text, roots).Errors);
            Assert.Equal((ConditionReason.Unsupported, position), (error.Reason, error.Position));
            Assert.Contains(remedy, error.Description);
        }
        Assert.Empty(ConditionLanguage.Compile("in_list(\"guests\") && profile.order_summary.order_count > 1", roots).Errors);
    }
}
