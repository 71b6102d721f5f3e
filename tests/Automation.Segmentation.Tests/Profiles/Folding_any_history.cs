using System.Numerics;
using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Folding_any_history
{
    static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(500);

    static readonly Gen<Money> Price =
        from units in Gen.Choose(0, 5_000)
        from nanos in Gen.Choose(0, 999_999_999)
        from currency in Gen.Frequency((9, Gen.Constant("GBP")), (1, Gen.Constant("EUR")))
        select new Money { CurrencyCode = currency, Units = units, Nanos = nanos };

    static readonly Gen<LineItem> AnyLine =
        from product in Gen.Choose(1, 4)
        from variant in Gen.Elements("", "", "xl")
        from quantity in Gen.Choose(0, 5)
        from price in Price
        select Line($"p{product}", quantity, price, variant);

    static readonly Gen<Event> AnyEvent =
        from cart in Gen.Choose(1, 3)
        from order in Gen.Choose(1, 4)
        from line in AnyLine
        from lines in AnyLine.ListOf(3)
        from total in Price
        from kind in Gen.Choose(0, 13)
        select EventOf(kind, $"c{cart}", $"o{order}", line, lines, total);

    static readonly Arbitrary<List<Event>> Histories = AnyEvent.ListOf().Select(events => events.ToList()).ToArbitrary();

    [Fact]
    public void In_any_chunking_with_a_restart_between_it_gives_the_same_profile()
    {
        var property = Prop.ForAll(Histories, Gen.Choose(1, 7).ToArbitrary(), (history, size) =>
        {
            var whole = Whole(history);
            var state = new ProfileState();
            foreach (var chunk in Logged(history).Chunk(size))
            {
                foreach (var logged in chunk)
                    ProfileFold.Apply(state, logged);
                state = ProfileState.Parser.ParseFrom(state.ToByteArray());
            }
            return state.ToByteString() == whole.ToByteString();
        });
        Check.One(Often, property);
    }

    [Fact]
    public void With_every_event_delivered_again_it_gives_the_same_profile()
    {
        var property = Prop.ForAll(Histories, Gen.Choose(1, 9).ToArbitrary(), (history, back) =>
        {
            var state = new ProfileState();
            var events = Logged(history).ToList();
            for (var index = 0; index < events.Count; index++)
            {
                foreach (var logged in events.Take(index + 1).Skip(index - back))
                    ProfileFold.Apply(state, logged);
            }
            return state.Equals(Whole(history));
        });
        Check.One(Often, property);
    }

    [Fact]
    public void It_leaves_the_events_as_they_were()
    {
        var property = Prop.ForAll(Histories, history =>
        {
            var events = Logged(history).ToList();
            var before = events.ConvertAll(logged => logged.Clone());
            var state = new ProfileState();
            foreach (var logged in events)
                ProfileFold.Apply(state, logged);
            return events.SequenceEqual(before);
        });
        Check.One(Often, property);
    }

    [Fact]
    public void Every_subtotal_is_exactly_the_sum_of_its_lines_in_whole_pence()
    {
        var property = Prop.ForAll(Histories, history => (Whole(history).Profile?.Carts ?? []).All(cart =>
        {
            var currencies = cart.Lines.Select(line => line.UnitPrice.CurrencyCode).Distinct().ToList();
            if (currencies.Count != 1)
                return cart.Subtotal is null;
            var sum = cart.Lines.Aggregate(BigInteger.Zero, (total, line) => total + InPence(Nanos(line.UnitPrice) * line.Quantity));
            return Nanos(cart.Subtotal) == sum && cart.Subtotal.CurrencyCode == currencies[0];
        }));
        Check.One(Often, property);
        // Two orders under one id and by one cart, of which the later one turns out to have been the earlier.
        Check.One(Often.WithReplay(9218901969296260922UL, 6775144429511146235UL, 79), property);
    }

    /// <summary>Told by an independent reading of the history: last total said, refunds up to it, nothing of what was called off.</summary>
    [Fact]
    public void Every_order_sum_is_exactly_what_the_history_says()
    {
        var property = Prop.ForAll(Histories, history =>
        {
            var expected = new Dictionary<string, BigInteger>();
            var count = 0;
            var news = history.Where(action => OrderOf(action) is not null).GroupBy(OrderOf);
            foreach (var order in news.Select(group => group.ToList()))
            {
                var completed = order.FirstOrDefault(action => action.OrderCompleted is not null);
                if (completed is null || order.Any(action => action.OrderCancelled is not null))
                    continue;
                var total = order.LastOrDefault(action => action.OrderUpdated is not null)?.OrderUpdated.Total ?? completed.OrderCompleted.Total;
                Include(total.CurrencyCode, Nanos(total));
                var refunds = order.Where(action => action.OrderRefunded is not null).Select(action => action.OrderRefunded.Amount).ToList();
                var inFull = refunds.Any(amount => amount is null);
                var own = refunds.Where(amount => amount?.CurrencyCode == total.CurrencyCode)
                    .Aggregate(BigInteger.Zero, (sum, amount) => sum + Nanos(amount));
                count += inFull || (own >= Nanos(total) && own > 0) ? 0 : 1;
                Include(total.CurrencyCode, -(inFull ? Nanos(total) : BigInteger.Min(own, Nanos(total))));
                foreach (var other in refunds.Where(amount => amount is not null && amount.CurrencyCode != total.CurrencyCode))
                    Include(other.CurrencyCode, -Nanos(other));
            }
            var summary = Whole(history).Profile?.OrderSummary ?? new OrderSummary();
            return summary.OrderCount == count
                && summary.NetTotals.Count == expected.Count
                && summary.NetTotals.All(total => expected[total.CurrencyCode] == Nanos(total));

            void Include(string currency, BigInteger nanos) =>
                expected[currency] = expected.GetValueOrDefault(currency) + nanos;
        });
        Check.One(Often, property);
    }

    static string? OrderOf(Event action) => action.ActionCase switch
    {
        Event.ActionOneofCase.OrderCompleted => action.OrderCompleted.OrderId,
        Event.ActionOneofCase.OrderUpdated => action.OrderUpdated.OrderId,
        Event.ActionOneofCase.OrderCancelled => action.OrderCancelled.OrderId,
        Event.ActionOneofCase.OrderRefunded => action.OrderRefunded.OrderId,
        _ => null,
    };

    static Event EventOf(int kind, string cart, string order, LineItem line, IEnumerable<LineItem> lines, Money total) => kind switch
    {
        0 => new() { ProductViewed = new() { Product = line } },
        1 or 2 => new() { ProductAdded = new() { CartId = cart, Product = line } },
        3 => new() { ProductRemoved = new() { CartId = cart, Product = line } },
        4 => new() { CartUpdated = new() { CartId = cart, Lines = { lines.Where(item => item.Quantity > 1) } } },
        5 => new() { CheckoutStarted = new() { CartId = cart, Lines = { lines.Where(item => item.Quantity > 2) } } },
        6 => new() { CouponApplied = new() { CartId = cart, Coupon = "TEN" } },
        7 or 8 => new() { OrderCompleted = new() { OrderId = order, CartId = line.Quantity > 2 ? cart : "", Total = total, Lines = { lines } } },
        9 => new() { OrderUpdated = new() { OrderId = order, Total = total, Lines = { lines } } },
        10 => new() { OrderCancelled = new() { OrderId = order } },
        11 => new() { OrderRefunded = new() { OrderId = order, Amount = line.Quantity > 1 ? total : null } },
        12 => new() { ShopperIdentified = new() { Traits = new() { Fields = { ["size"] = Value.ForNumber(line.Quantity) } } } },
        _ => new() { ConsentChanged = new() { Channel = Channel.Email, State = (ConsentState)(1 + line.Quantity % 2), Source = cart } },
    };

    static IEnumerable<LoggedEvent> Logged(List<Event> history) => history.Select((action, index) => Journal.Logged(index + 1, action));

    static ProfileState Whole(List<Event> history)
    {
        var state = new ProfileState();
        foreach (var logged in Logged(history))
            ProfileFold.Apply(state, logged);
        return state;
    }

    // Nothing here is negative.
    static BigInteger InPence(BigInteger nanos) => (nanos + 5_000_000) / 10_000_000 * 10_000_000;

    static BigInteger Nanos(Money money) => new BigInteger(money.Units) * 1_000_000_000 + money.Nanos;
}
