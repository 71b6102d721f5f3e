using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>Thousands of shoppers who do anything in any order, against a rule written down a second time.</summary>
public sealed class Random_shoppers
{
    const int Shoppers = 1_500;

    [Fact]
    public void Get_exactly_the_messages_that_the_rule_says()
    {
        var reminders = 0;
        for (var seed = 0; seed < Shoppers; seed++)
        {
            var life = Life(new Random(seed));
            var story = new Story(A.CartWorkflowAgainAndAgain());
            foreach (var (minutes, @event) in life)
            {
                // Delivery is instant here: whatever is asked for has met its end before the next event.
                Deliver(story, minutes);
                story.At(minutes, @event);
            }
            Deliver(story, 100_000);

            var expected = Expected(life);
            var actual = story.Dispatches
                .Select(message => (message.Content.Cart.CartId, Minutes(message))).Order().ToList();
            Assert.True(expected.SequenceEqual(actual), $"seed {seed}: expected {Show(expected)}, got {Show(actual)}; life: {Show(life)}");
            reminders += actual.Count;
        }
        // The lives must be such that both outcomes are common, or the comparison proves little.
        Assert.InRange(reminders, Shoppers / 2, Shoppers * 5);
    }

    [Fact]
    public void Are_never_asked_anything_after_a_purchase_however_slow_delivery_and_engine_are()
    {
        for (var seed = 0; seed < Shoppers; seed++)
        {
            var random = new Random(seed);
            var life = Life(random);
            var story = new Story(A.CartWorkflowAgainAndAgain());
            var handled = 0;
            var activities = Activities(life);
            while (handled < life.Count)
            {
                // Several events in one batch, and messages that stay on their way for long.
                var batch = life.Skip(handled).Take(random.Next(1, 6)).ToList();
                handled += batch.Count;
                story.Handle(batch, until: batch[^1].Minutes);
                foreach (var message in story.Dispatches.Where(_ => random.Next(4) == 0).ToList())
                    story.At(batch[^1].Minutes, A.Settled(message));
            }
            story.Until(life[^1].Minutes + 70);

            foreach (var message in story.Dispatches)
            {
                var decided = message.DecideTime.ToDateTimeOffset();
                var activity = life.Where((_, index) => activities[index] == message.Content.Cart.CartId)
                    .Last(row => Story.Time(row.Minutes).AddHours(1) < decided);
                var purchase = life.Where(row => row.Event.OrderCompleted is not null
                    && row.Minutes > activity.Minutes && Story.Time(row.Minutes) <= activity.Minutes.AfterAnHour());
                Assert.True(!purchase.Any(), $"seed {seed}: {message.Content.Cart.CartId} after {Show(purchase)}; life: {Show(life)}");
            }
            foreach (var (id, run) in story.Runs)
            {
                var ends = story.Histories[id].Count(entry => entry.Ended is not null);
                Assert.Equal(run.IsOpen ? 0 : 1, ends);
                Assert.True(story.Histories[id].Count(entry => entry.SendRequested is not null) <= 1, $"seed {seed}: two messages of one run");
            }
        }
    }

    /// <summary>Up to 30 events within some hours, in cart minutes, so that exact hits on due instants are common.</summary>
    static List<(double Minutes, Event Event)> Life(Random random)
    {
        var life = new List<(double, Event)>();
        var now = 0.0;
        var orders = 0;
        for (var count = random.Next(1, 30); count > 0; count--)
        {
            now += random.Next(5) switch { 0 => 0, 1 => random.Next(1, 20), 2 => 20, 3 => 30, _ => 60 };
            var cart = $"c{random.Next(3)}";
            var product = $"p{random.Next(3)}";
            life.Add((now, random.Next(10) switch
            {
                0 => A.Removed(cart, product, random.Next(1, 3)),
                1 => A.Checkout(cart),
                2 => A.Updated(cart),
                3 => A.Updated(cart, A.Line(product, 2)),
                4 => A.Order($"o{++orders}"),
                5 => A.Order($"o{++orders}", cart),
                6 => A.Viewed(cart),
                _ => A.Added(cart, product),
            }));
        }
        return life;
    }

    /// <summary>A cart without activity for an hour, and no order since its last activity, that still has something in it.</summary>
    static List<(string CartId, double Minutes)> Expected(List<(double Minutes, Event Event)> life)
    {
        var expected = new List<(string, double)>();
        var activities = Activities(life);
        for (var index = 0; index < life.Count; index++)
        {
            foreach (var cartId in new[] { "c0", "c1", "c2" })
            {
                if (activities[index] != cartId)
                    continue;
                var due = life[index].Minutes + 60;
                var withinTheHour = life.Index().Skip(index + 1).TakeWhile(row => row.Item.Minutes <= due);
                if (withinTheHour.Any(row => activities[row.Index] == cartId || row.Item.Event.OrderCompleted is not null))
                    continue;
                if (IsWorthIt(life.TakeWhile(row => row.Minutes <= due), cartId))
                    expected.Add((cartId, due));
            }
        }
        return expected.Order().ToList();
    }

    static bool IsWorthIt(IEnumerable<(double Minutes, Event Event)> past, string cartId)
    {
        var state = new ProfileState();
        foreach (var (index, (minutes, @event)) in past.Index())
            ProfileFold.Apply(state, new LoggedEvent { Sequence = index + 1, LogTime = Story.Time(minutes).ToTimestamp(), Event = @event });
        return state.Profile.Carts.SingleOrDefault(cart => cart.CartId == cartId) is { Lines.Count: > 0 } cart
            && cart.State is not Automation.Segmentation.V1.CartState.Ordered;
    }

    /// <summary>The cart that each event is activity of; empty for those that are none, such as a cart posted as it was.</summary>
    static List<string> Activities(List<(double Minutes, Event Event)> life)
    {
        var state = new ProfileState();
        return life.Select((row, index) =>
        {
            var logged = new LoggedEvent { Sequence = index + 1, LogTime = Story.Time(row.Minutes).ToTimestamp(), Event = row.Event };
            return ProfileFold.Apply(state, logged).HasFlag(FoldMarks.NoEffect) ? "" : CartOf(row.Event);
        }).ToList();
    }

    static string CartOf(Event @event) =>
        @event.ProductAdded?.CartId ?? @event.ProductRemoved?.CartId ?? @event.CartUpdated?.CartId ?? @event.CheckoutStarted?.CartId ?? "";

    static void Deliver(Story story, double before)
    {
        while (story.Runs.Values.Where(run => run.IsOpen && run.DueTime < Story.Time(before)).MinBy(run => run.DueTime) is { } next)
        {
            var due = (next.DueTime!.Value - A.Start).TotalMinutes;
            story.Until(due);
            foreach (var run in story.Runs.Values.Where(run => run.State is RunState.Sending).ToList())
                story.At(due, A.Settled(story.Dispatches.Single(message => message.MessageId == run.MessageId.ToString())));
        }
    }

    static double Minutes(DispatchRecord message) => Math.Floor((message.DecideTime.ToDateTimeOffset() - A.Start).TotalMinutes);

    static string Show<T>(IEnumerable<T> rows) => string.Join(" | ", rows);
}

static class MinutesOfTests
{
    public static DateTimeOffset AfterAnHour(this double minutes) => Story.Time(minutes + 60);
}
