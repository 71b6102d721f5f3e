using Automation.Conditions.V1;
using Google.Protobuf;

namespace Automation.Conditions.Tests;

public class Writing_a_condition
{
    [Theory]
    [InlineData("true")]
    [InlineData("a.b == 1")]
    [InlineData("a.b == -1.5")]
    [InlineData("a[\"first name\"].b == \"x\"")]
    [InlineData("(a.x == 1 && b.x == 2) || !(c.x == 3)")]
    [InlineData("a.x == 1 && b.x == 2 && c.x == 3")]
    [InlineData("(a.x == 1 && b.x == 2) && c.x == 3")]
    [InlineData("!!has(a.b)")]
    [InlineData("fold(a.b.orValue(\"x\")).startsWith(\"y\")")]
    [InlineData("a.t >= now() - duration(\"1d12h\")")]
    [InlineData("now() == a.t")]
    [InlineData("a.t == timestamp(\"2026-01-31T12:00:00.0000001Z\")")]
    [InlineData("a.m == money(\"-0.5 EUR\")")]
    [InlineData("a.list.exists(x, x.other.all(y, y.n == x.n))")]
    [InlineData("\"a\" in b.list")]
    [InlineData("a.b in [1, 2.5]")]
    [InlineData("events(\"order_completed\").where(e, e.lines.exists(l, l.sku == \"a\")).in_last(\"30d\").count() > 2")]
    [InlineData("events([\"a\", \"b\"]).between(timestamp(\"2026-01-01T00:00:00Z\"), timestamp(\"2026-02-01T00:00:00Z\")).sum(e, e.total, \"EUR\") > money(\"50 EUR\")")]
    [InlineData("did_without(events(\"a\").since(timestamp(\"2026-01-01T00:00:00Z\")), events(\"b\"))")]
    [InlineData("consented(\"sms\", \"news\") && in_segment(\"vip\") && !in_list(\"staff\")")]
    public void Comes_out_as_it_went_in(string text) => Assert.Equal(text, ConditionLanguage.Print(ConditionLanguage.Parse(text).Condition!));

    [Theory]
    [InlineData("a.flag", "a.flag == true")]
    [InlineData("((a.x)) == (1)", "a.x == 1")]
    [InlineData("a.x==1&&b.x==2||c.x==3", "(a.x == 1 && b.x == 2) || c.x == 3")]
    [InlineData("a.x == 'it''s'", null)]
    [InlineData("a.x == 'say \"hi\"' // why", "a.x == \"say \\\"hi\\\"\"")]
    [InlineData("a.x == \"\\u0041\\x42\"", "a.x == \"AB\"")]
    [InlineData("a.x == 1.50", "a.x == 1.5")]
    [InlineData("a.x == 2.0", "a.x == 2.0")]
    [InlineData("a.t > now() + duration(\"90m\")", "a.t > now() + duration(\"1h30m\")")]
    [InlineData("a.t.in_last(duration(\"48h\"))", "a.t.in_last(\"2d\")")]
    [InlineData("a.t == timestamp(\"2026-01-31T14:00:00+02:00\")", "a.t == timestamp(\"2026-01-31T12:00:00Z\")")]
    [InlineData("a.m == money(\"49.90 EUR\")", "a.m == money(\"49.9 EUR\")")]
    public void Has_one_canonical_text(string text, string? canonical)
    {
        var parsed = ConditionLanguage.Parse(text).Condition;

        Assert.Equal(canonical, parsed is null ? null : ConditionLanguage.Print(parsed));
    }

    [Fact]
    public void Has_the_JSON_of_its_message() => Assert.Equal(
        """{ "compare": { "left": { "path": { "names": [ "event", "total" ] } }, "operator": "OPERATOR_GREATER", "right": { "literal": { "money": { "currencyCode": "EUR", "units": "50" } } } } }""",
        JsonFormatter.Default.Format(ConditionLanguage.Parse("event.total > money(\"50 EUR\")").Condition));

    [Fact]
    public void Takes_a_list_of_one_for_what_is_in_it()
    {
        var condition = ConditionLanguage.Parse("a.x == 1").Condition!;
        var listed = new Condition { All = new ConditionList { Conditions = { new Condition { Any = new ConditionList { Conditions = { condition } } } } } };

        Assert.Equal("a.x == 1", ConditionLanguage.Print(listed));
    }

    [Theory]
    [InlineData("", 0, "the end")]
    [InlineData("a.x =", 4, "write it twice")]
    [InlineData("a.x == ", 7, "the end")]
    [InlineData("a.x == 1 &&", 11, "the end")]
    [InlineData("a.x == 1 b", 9, "expected the end")]
    [InlineData("(a.x == 1", 9, "expected ')'")]
    [InlineData("a.x == \"open", 7, "close it")]
    [InlineData("a.x == \"\\q\"", 8, "escape")]
    [InlineData("a.x == 1 == 2", 9, "cannot be chained")]
    [InlineData("a.x == null", 7, "has(")]
    [InlineData("a.x == 1e5", 7, "no exponent")]
    [InlineData("a.x == 99999999999999999999", 7, "64 bits")]
    [InlineData("a.x == berlin.", 14, "a name behind the point")]
    [InlineData("a[0] == 1", 2, "exists")]
    [InlineData("1", 0, "compare it")]
    [InlineData("size(a.b)", 0, "compare it")]
    [InlineData("a.x.matches(\"b\")", 4, "regular expressions")]
    [InlineData("a.x.filter(y, true)", 4, "exists or all")]
    [InlineData("a.x.nothing()", 4, "no function 'nothing'")]
    [InlineData("has(a.x, a.y)", 0, "has(profile.email)")]
    [InlineData("a.list.exists(\"x\", true)", 14, "a name for the element")]
    [InlineData("a.t + duration(\"1d\") > now()", 4, "only the instant of evaluation")]
    [InlineData("a.t > now() - \"1d\"", 12, "now() - duration")]
    [InlineData("a.t.in_last(\"1w\")", 12, "days, hours, minutes and seconds")]
    [InlineData("a.t.in_last(30)", 12, "expected a duration")]
    [InlineData("a.t > duration(\"1d\")", 6, "no value of its own")]
    [InlineData("a.t > timestamp(\"yesterday\")", 6, "with its offset")]
    [InlineData("a.t > timestamp(\"2026-01-31T12:00:00\")", 6, "with its offset")]
    [InlineData("a.m > money(\"50\")", 6, "currency's code")]
    [InlineData("a.m > money(\"50 eur\")", 6, "currency's code")]
    [InlineData("a.t.in_this(\"fortnight\", \"UTC\")", 12, "\"week\"")]
    [InlineData("consented(\"pigeon\")", 10, "\"email\"")]
    [InlineData("events(\"a\").count", 0, "put them together with .count()")]
    [InlineData("events(\"a\").in_last(\"1d\") == 1", 12, "no value")]
    [InlineData("has(size(a.b))", 4, "a path ends before")]
    [InlineData("events(\"a\").sum(e)  == 1", 12, "events(…).sum(e, e.total, \"EUR\")")]
    [InlineData("events(\"a\").in_last(\"1d\").in_last(\"1d\").count() > 1", 26, "one window")]
    public void Is_refused_where_the_text_goes_wrong(string text, int position, string remedy)
    {
        var error = Assert.Single(ConditionLanguage.Parse(text).Errors);

        Assert.Contains(remedy, error.Description);
        Assert.Equal(position, error.Position);
    }
}
