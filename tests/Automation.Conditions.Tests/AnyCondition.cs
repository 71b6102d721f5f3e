using Automation.Commerce.V1;
using Automation.Conditions.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Tests;

/// <summary>Random conditions that are right for <see cref="Shopper.WithHistory"/>, of every kind.</summary>
sealed class AnyCondition(Random random, bool hasHistory)
{
    static readonly string[] s_texts = ["Berlin", "berlin", "", "a \"b\" \\ c", "line\nbreak\ttab", "ünïcode 😀", "\u0001", "{x}", "CART_STATE_ACTIVE"];
    static readonly string[] s_zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"];
    static readonly string[] s_times = ["profile.create_time", "profile.order_summary.last_order_time", "profile.traits.renewal", "profile.order_summary.first_order_time"];
    static readonly string[] s_numbers = ["profile.order_summary.order_count", "profile.traits.points", "profile.traits.nowhere"];
    static readonly string[] s_someTexts = ["profile.email", "profile.traits.city", "profile.traits.first name", "event.order_id", "event.total.currency_code"];

    public Condition Next(int depth = 4)
    {
        if (depth > 0 && random.Next(2) == 0)
        {
            return random.Next(5) switch
            {
                0 => new Condition { All = List(depth) },
                1 => new Condition { Any = List(depth) },
                2 => new Condition { Not = Next(depth - 1) },
                3 => new Condition { Exists = Quantifier(depth) },
                _ => new Condition { Every = Quantifier(depth) },
            };
        }
        return random.Next(hasHistory ? 16 : 10) switch
        {
            0 => new Condition { Constant = random.Next(2) == 0 },
            1 => Compare(NumberOperand(), AnyOperator(), Whole()),
            2 => Compare(TextOperand(), random.Next(2) == 0 ? Operator.Equal : Operator.NotEqual, Constant(new Literal { Text = AnyText() })),
            3 => Compare(PathOperand("event.total"), AnyOperator(), Constant(new Literal { Money = AnyMoney() })),
            4 => Compare(PathOperand(Pick(s_times)), AnyOperator(), random.Next(3) == 0 ? Constant(new Literal { DateTime = AnyTime() }) : AnyNow()),
            5 => new Condition { Member = Membership() },
            6 => new Condition { Text = new TextMatch { Value = TextOperand(), Operator = (TextOperator)random.Next(1, 4), Part = Constant(new Literal { Text = AnyText() }) } },
            7 => new Condition { Has = Path(Pick([.. s_times, .. s_someTexts, "cart.lines"])) },
            8 => new Condition
            {
                List = new ListMatch { List = Path("profile.traits.tags"), Operator = (ListOperator)random.Next(1, 3), Set = Set(() => new Literal { Text = Pick(["a", "b", "c"]) }) },
            },
            9 => Timed(),
            10 => Compare(Aggregate(AggregateFunction.Count, null), AnyOperator(), Whole()),
            11 => Compare(
                Aggregate(Pick([AggregateFunction.Sum, AggregateFunction.Min, AggregateFunction.Max]), new EventValue { Variable = "v", Path = Path("v.total"), CurrencyCode = "EUR" }),
                AnyOperator(), Constant(new Literal { Money = AnyMoney() })),
            12 => new Condition { Window = new TimeWindow { Value = Aggregate(Pick([AggregateFunction.First, AggregateFunction.Last]), null), Last = AnyDuration() } },
            13 => new Condition { DidThen = new DidThen { First = Pattern(true), Then = Pattern(false), Within = AnyDuration() } },
            14 => new Condition { DidWithout = new DidWithout { Did = Pattern(true), Without = Pattern(false) } },
            _ => random.Next(6) switch
            {
                0 => new Condition { InSegmentId = "vip \"x\"" },
                1 => new Condition { InListId = "staff" },
                2 => new Condition { Consented = new ConsentMatch { Channel = Channel.Email, TopicId = Pick(["", "news"]) } },
                3 => new Condition { CartState = "CART_STATE_ACTIVE" },
                4 => Compare(new Operand { LifecycleStage = new LifecycleStage() }, Operator.Equal, Constant(new Literal { Text = "at_risk" })),
                _ => Compare(new Operand { PredictionId = "churn" }, AnyOperator(), Constant(new Literal { Decimal = "0.7" })),
            },
        };
    }

    /// <summary>One that changes by itself.</summary>
    public Condition Timed() => random.Next(4) switch
    {
        0 => new Condition { Window = new TimeWindow { Value = PathOperand(Pick(s_times)), Last = AnyDuration() } },
        1 => new Condition { Window = new TimeWindow { Value = PathOperand(Pick(s_times)), Next = AnyDuration() } },
        2 => new Condition { Calendar = new CalendarMatch { Value = PathOperand(Pick(s_times)), Period = (CalendarPeriod)random.Next(1, 5), Zone = Zone() } },
        _ => new Condition { Anniversary = AnyAnniversary() },
    };

    Anniversary AnyAnniversary()
    {
        var anniversary = new Anniversary { Value = PathOperand(Pick(["profile.traits.birthday", "profile.create_time"])), Zone = Zone() };
        var from = random.Next(-180, 100);
        if (random.Next(2) == 0)
            anniversary.Period = (CalendarPeriod)random.Next(1, 4);
        else
            anniversary.Days = new DayRange { From = from, To = random.Next(from, 181) };
        return anniversary;
    }

    ConditionList List(int depth) => new() { Conditions = { Enumerable.Range(0, random.Next(2, 5)).Select(_ => Next(depth - 1)) } };

    Quantifier Quantifier(int depth)
    {
        var line = $"line{depth}";
        return new Quantifier
        {
            List = Path(Pick(["event.lines", "cart.lines"])),
            Variable = line,
            Condition = random.Next(2) == 0 ? Next(depth - 1) : Compare(PathOperand($"{line}.quantity"), AnyOperator(), Whole()),
        };
    }

    Membership Membership()
    {
        if (random.Next(3) == 0)
            return new Membership { Value = Constant(new Literal { Text = Pick(["a", "z"]) }), List = Path("profile.traits.tags") };
        return random.Next(2) == 0
            ? new Membership { Value = TextOperand(), Set = Set(() => new Literal { Text = AnyText() }) }
            : new Membership { Value = PathOperand(s_numbers[0]), Set = Set(() => new Literal { Whole = random.Next(-2, 5) }) };
    }

    EventPattern Pattern(bool mayHaveWindow)
    {
        var pattern = new EventPattern { EventNames = { Pick(["order_completed", "checkout_started"]) } };
        if (random.Next(2) == 0)
            pattern.EventNames.Add("checkout_started");
        if (random.Next(2) == 0)
            pattern.Filter = new EventFilter { Variable = "e", Condition = Compare(PathOperand("e.total"), AnyOperator(), Constant(new Literal { Money = AnyMoney() })) };
        if (mayHaveWindow && random.Next(3) == 0)
            pattern.Last = AnyDuration();
        else if (mayHaveWindow && random.Next(2) == 0)
            pattern.Fixed = Pick(
            [
                new FixedWindow { StartTime = AnyTime() },
                new FixedWindow { EndTime = AnyTime() },
                new FixedWindow { StartTime = new Timestamp { Seconds = 5 }, EndTime = AnyTime() },
            ]);
        return pattern;
    }

    Operand Aggregate(AggregateFunction function, EventValue? value) =>
        new() { Aggregate = new Aggregate { Events = Pattern(true), Function = function, Value = value } };

    static Condition Compare(Operand left, Operator @operator, Operand right) =>
        new() { Compare = new Comparison { Left = left, Operator = @operator, Right = right } };

    Operand NumberOperand() => random.Next(5) switch
    {
        4 => new Operand { Amount = Path(Pick(["event.total", "cart.subtotal"])) },
        0 => new Operand { Size = Path(Pick(["cart.lines", "profile.traits.tags"])) },
        1 => new Operand { OrValue = new ValueOrDefault { Path = Path(Pick(s_numbers)), Default = new Literal { Whole = random.Next(5) } } },
        _ => PathOperand(Pick(s_numbers)),
    };

    Operand TextOperand()
    {
        var operand = random.Next(4) == 0
            ? new Operand { OrValue = new ValueOrDefault { Path = Path(Pick(s_someTexts)), Default = new Literal { Text = AnyText() } } }
            : PathOperand(Pick(s_someTexts));
        return random.Next(3) == 0 ? new Operand { Fold = operand } : operand;
    }

    Operand Whole() => Constant(random.Next(2) == 0
        ? new Literal { Whole = random.Next(-3, 20) }
        : new Literal { Decimal = Pick(["0.5", "-12.5", "3.0", "12.25"]) });

    Operand Zone() => random.Next(4) == 0
        ? new Operand { OrValue = new ValueOrDefault { Path = Path("profile.traits.time_zone"), Default = new Literal { Text = Pick(s_zones) } } }
        : Constant(new Literal { Text = Pick(s_zones) });

    Operand AnyNow() => new()
    {
        Now = new Now { Offset = random.Next(4) == 0 ? null : new Duration { Seconds = random.Next(1, 5_000_000) * (random.Next(2) == 0 ? 1 : -1) } },
    };

    LiteralSet Set(Func<Literal> next) => new() { Values = { Enumerable.Range(0, random.Next(1, 6)).Select(_ => next()) } };

    Money AnyMoney() => new() { CurrencyCode = Pick(["EUR", "USD"]), Units = random.Next(0, 100), Nanos = random.Next(3) == 0 ? random.Next(1_000_000_000) : 0 };

    Timestamp AnyTime() => Timestamp.FromDateTimeOffset(Shopper.Now.AddSeconds(random.Next(-5_000_000, 5_000_000)).AddTicks(random.Next(3)));

    Duration AnyDuration() => new() { Seconds = Pick([1L, 59, 3_600, 86_400, 7 * 86_400, 30 * 86_400, 90_061]) };

    Operator AnyOperator() => (Operator)random.Next(1, 7);

    string AnyText() => Pick(s_texts);

    static Operand PathOperand(string path) => new() { Path = Path(path) };

    static FieldPath Path(string path) => new() { Names = { path.Split('.') } };

    static Operand Constant(Literal literal) => new() { Literal = literal };

    T Pick<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
