using Automation.Commerce.V1;
using Automation.Conditions.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Tests;

public class Asking_for_history
{
    /// <summary>Answers what it is told to, by the question's text.</summary>
    sealed class Told(CompiledCondition condition, Dictionary<string, ConditionValue> answers, DateTimeOffset? change = null) : IHistory
    {
        public ConditionValue Answer(int question, DateTimeOffset now) => answers.GetValueOrDefault(TextOf(condition.Questions[question]));

        public DateTimeOffset? NextChange(int question, DateTimeOffset now) => change;

        public IReadOnlyList<string> EventIds(int question, DateTimeOffset now) => ["e1"];

        static string TextOf(HistoryQuestion question) => question.Asked is Condition asked
            ? ConditionLanguage.Print(asked)
            : ConditionLanguage.Print(new Condition { Compare = new Comparison { Left = (Operand)question.Asked, Operator = Operator.Equal } })[..^" == ?".Length];
    }

    [Theory]
    [InlineData("events(\"order_completed\").count() > 2", "events(\"order_completed\").count()", 3, true)]
    [InlineData("events(\"order_completed\").count() > 2", "events(\"order_completed\").count()", 2, false)]
    [InlineData("events(\"order_completed\").distinct(e, e.order_id) == 2", "events(\"order_completed\").distinct(e, e.order_id)", 2, true)]
    [InlineData("events(\"my_game\").sum(e, e.properties.score) >= 2.0", "events(\"my_game\").sum(e, e.properties.score)", 2, false)]
    [InlineData("events(\"order_completed\").count() > 2", "nothing", 0, false)]
    public void Compares_numbers_that_are_answered(string text, string question, long answer, bool holds)
    {
        var condition = Shopper.Compile(text, Shopper.WithHistory);

        Assert.Equal(holds, condition.Holds([null, null, null], Shopper.Now, new Told(condition, new() { [question] = ConditionValue.OfWhole(answer) })));
    }

    [Fact]
    public void Compares_sums_first_times_and_predictions()
    {
        var condition = Shopper.Compile(
            """
            events("order_completed").sum(e, e.total, "EUR") > money("100 EUR") && events("order_completed").last().in_last("7d")
            && prediction("churn") > 0.7 && events("order_completed").first(e, e.order_id) == "o1" && in_segment("vip") && consented("email")
            """,
            Shopper.WithHistory);
        var answers = new Dictionary<string, ConditionValue>
        {
            ["events(\"order_completed\").sum(e, e.total, \"EUR\")"] = ConditionValue.OfMoney(101_000_000_000, "EUR"),
            ["events(\"order_completed\").last()"] = ConditionValue.OfTime(Shopper.Now.AddDays(-1)),
            ["events(\"order_completed\").first(e, e.order_id)"] = ConditionValue.OfText("o1"),
            ["prediction(\"churn\")"] = ConditionValue.OfReal(0.71),
            ["in_segment(\"vip\")"] = ConditionValue.OfFlag(true),
            ["consented(\"email\")"] = ConditionValue.OfFlag(true),
        };

        Assert.True(condition.Holds([null, null, null], Shopper.Now, new Told(condition, answers)));
        Assert.Equal(Shopper.Now.AddDays(6), condition.NextChange([null, null, null], Shopper.Now, new Told(condition, answers)));
        Assert.Equal(Shopper.Now.AddDays(2), condition.NextChange([null, null, null], Shopper.Now, new Told(condition, answers, Shopper.Now.AddDays(2))));
        foreach (var question in answers.Keys)
        {
            var without = new Dictionary<string, ConditionValue>(answers);
            without.Remove(question);
            Assert.False(condition.Holds([null, null, null], Shopper.Now, new Told(condition, without)), question);
        }
    }

    [Fact]
    public void Asks_equal_questions_once()
    {
        var condition = Shopper.Compile(
            "events(\"order_completed\").count() > 2 && (events(\"order_completed\").count() < 9 || in_segment(\"a\") || !in_segment(\"a\"))", Shopper.WithHistory);

        Assert.Equal([0, 1], condition.Questions.Select(question => question.Number));
    }

    [Fact]
    public void Tells_which_events_count_and_what_of_them()
    {
        var question = Assert.Single(Shopper.Compile(
            """
            events(["order_completed", "checkout_started"]).where(e, e.lines.exists(l, l.product_id == "shoe" && l.unit_price > money("50 EUR")))
            .in_last("30d").sum(e, e.total, "EUR") > money("1 EUR")
            """,
            Shopper.WithHistory).Questions);
        var shoe = new LineItem { ProductId = "shoe", UnitPrice = new Money { CurrencyCode = "EUR", Units = 51 } };
        var pattern = Assert.Single(question.Patterns);

        Assert.True(pattern.Matches("order_completed", new OrderCompleted { Lines = { shoe } }));
        Assert.True(pattern.Matches("checkout_started", new CheckoutStarted { Lines = { new LineItem(), shoe } }));
        Assert.False(pattern.Matches("order_completed", new OrderCompleted { Lines = { new LineItem { ProductId = "shoe" } } }));
        Assert.False(pattern.Matches("product_viewed", new ProductViewed { Product = shoe }));
        Assert.Equal(30 * 86_400, pattern.Source.Last.Seconds);
        Assert.Equal("money(\"9 EUR\")", question.ValueOf("order_completed", new OrderCompleted { Total = new Money { CurrencyCode = "EUR", Units = 9 } }).ToString());
        Assert.True(question.ValueOf("order_completed", new OrderCompleted { Total = new Money { CurrencyCode = "USD", Units = 9 } }).IsAbsent);
        Assert.True(question.ValueOf("order_completed", new OrderCompleted()).IsAbsent);
    }

    [Fact]
    public void Explains_with_the_events_that_the_answer_rests_on()
    {
        var condition = Shopper.Compile("events(\"order_completed\").count() > 2 && in_segment(\"vip\")", Shopper.WithHistory);
        var explanation = condition.Explain([null, null, null], Shopper.Now, new Told(condition, [], Shopper.Now.AddDays(1)));

        Assert.All(explanation.Clauses, clause => Assert.Equal(["e1"], clause.EventIds));
        Assert.All(explanation.Clauses, clause => Assert.Equal(Shopper.Now.AddDays(1).ToTimestamp(), clause.ChangeTime));
    }

    [Fact]
    public void Needs_somebody_who_answers()
    {
        var condition = Shopper.Compile("in_segment(\"vip\")", Shopper.WithHistory);

        Assert.Throws<InvalidOperationException>(() => condition.Holds([null, null, null], Shopper.Now));
    }

    [Theory]
    [InlineData("events(\"oder_completed\").count() > 1", ConditionReason.UnknownName, "there are order_completed")]
    [InlineData("events(\"order_completed\").where(e, e.totl == money(\"1 EUR\")).count() > 1", ConditionReason.UnknownName, "no field 'totl'")]
    [InlineData("events(\"order_completed\").where(e, e.order_id == event.order_id).count() > 1", ConditionReason.History, "constants only")]
    [InlineData("events(\"order_completed\").where(e, e.lines.exists(l, l.sku == profile.traits.sku)).count() > 1", ConditionReason.History, "constants only")]
    [InlineData("event.lines.exists(l, events(\"order_completed\").where(e, e.order_id == l.sku).count() > 1)", ConditionReason.History, "constants only")]
    [InlineData("event.lines.exists(l, events(\"order_completed\").last(e, l.sku) == \"a\")", ConditionReason.History, "constants only")]
    [InlineData("events(\"my_event\").where(e, e.properties.at.in_last(\"1d\")).count() > 1", ConditionReason.History, ".in_last(…) behind the events")]
    [InlineData("events(\"my_event\").where(e, e.properties.at > now()).count() > 1", ConditionReason.History, "now moves")]
    [InlineData("events(\"my_event\").where(e, in_segment(\"vip\")).count() > 1", ConditionReason.History, "within a filter")]
    [InlineData("events(\"order_completed\").in_last(\"0s\").count() > 1", ConditionReason.Literal, "above 0")]
    [InlineData("events(\"order_completed\").between(timestamp(\"2026-02-01T00:00:00Z\"), timestamp(\"2026-01-01T00:00:00Z\")).count() > 1", ConditionReason.Literal, "ends before it begins")]
    [InlineData("events(\"order_completed\").sum(e, e.total) > money(\"1 EUR\")", ConditionReason.Type, "in one currency")]
    [InlineData("events(\"order_completed\").sum(e, e.order_id) > 1", ConditionReason.Type, "use a number")]
    [InlineData("events(\"order_completed\").sum(e, e.lines) > 1", ConditionReason.Type, "is a list")]
    [InlineData("events(\"order_completed\").count(e, e.total) > 1", ConditionReason.Syntax, "events(…).count()")]
    [InlineData("events(\"my_event\").sum(e, e.properties.score, \"EUR\") > 1", ConditionReason.Type, "leave it out")]
    [InlineData("events([\"order_completed\", \"my_event\"]).last(e, e.total) == 1", ConditionReason.UnknownName, "no field 'total'")]
    [InlineData("did_then(events(\"product_viewed\"), events(\"order_completed\").in_last(\"1d\"), \"7d\")", ConditionReason.Type, "behind the first ones")]
    [InlineData("did_then(events(\"product_viewed\"), events(\"order_completed\"), \"0d\")", ConditionReason.Literal, "above 0")]
    [InlineData("did_without(events(\"product_viewed\"), in_segment(\"a\"))", ConditionReason.Syntax, "expected events")]
    [InlineData("in_segment(\"unknown\")", ConditionReason.UnknownName, "no segment \"unknown\"")]
    [InlineData("in_list(\"unknown\")", ConditionReason.UnknownName, "no list \"unknown\"")]
    [InlineData("cart_state(\"FULL\")", ConditionReason.UnknownName, "CART_STATE_ACTIVE")]
    [InlineData("prediction(\"weather\") > 0.5", ConditionReason.UnknownName, "there are churn")]
    [InlineData("in_segment(\"\")", ConditionReason.Incomplete, "1 to 100")]
    public void Is_refused_with_place_and_remedy(string text, string reason, string remedy)
    {
        var errors = ConditionLanguage.Compile(text, Shopper.WithHistory).Errors;

        Assert.Equal(reason, Assert.Single(errors).Reason);
        Assert.Contains(remedy, errors[0].Description);
        Assert.True(errors[0].Position >= 0, $"{errors[0]} has no position");
    }
}
