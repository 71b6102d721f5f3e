using Automation.Commerce.V1;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Faults.Tests.Days;

/// <summary>A reminder of a cart, named by what every telling of a day agrees on.</summary>
/// <param name="ShopId">The shop.</param>
/// <param name="CartId">The cart.</param>
/// <param name="EnterTime">When the run began that asked for it.</param>
sealed record Reminder(string ShopId, string CartId, DateTimeOffset EnterTime);

/// <summary>
/// Which reminders a day must bring, by a second reading of samples/workflows/abandoned-cart.json that shares nothing with
/// the engine: idle for an hour, not emptied, nothing bought in between, begun once a day, somebody with an address who agrees.
/// </summary>
sealed class ExpectedReminders
{
    readonly Dictionary<(string Shop, string Shopper), Person> _people = [];
    readonly List<Reminder> _reminders = [];

    public static IReadOnlyList<Reminder> Of(ShopDay day)
    {
        var expected = new ExpectedReminders();
        foreach (var instant in day.Instants)
        {
            // What happens at the very instant at which a reminder is due comes first.
            expected.Remind(instant.Time);
            foreach (var happened in instant.Events)
                expected.Note(happened, instant.Time);
        }
        expected.Remind(DateTimeOffset.MaxValue);
        return expected._reminders;
    }

    void Remind(DateTimeOffset now)
    {
        foreach (var ((shop, _), person) in _people)
        {
            foreach (var (cartId, cart) in person.Carts.Where(cart => cart.Value.Begin is not null && cart.Value.LastActivity + ShopDay.Idle < now))
            {
                if (person.HasAddress && person.Agrees && cart.Products.Count > 0)
                    _reminders.Add(new Reminder(shop, cartId, cart.Begin!.Value));
                cart.Begin = null;
            }
        }
    }

    void Note(DayEvent happened, DateTimeOffset time)
    {
        if (!_people.TryGetValue((happened.ShopId, happened.Shopper), out var person))
            _people[(happened.ShopId, happened.Shopper)] = person = new Person();
        switch (happened.Event.ActionCase)
        {
            case Action.ShopperIdentified:
                person.HasAddress = happened.Event.Identifiers.Email.Length > 0;
                break;
            case Action.ConsentChanged:
                person.Agrees = happened.Event.ConsentChanged.State is ConsentState.Subscribed;
                break;
            case Action.ProductAdded:
                person.Touch(happened.Event.ProductAdded.CartId, time).Products.Add(happened.Event.ProductAdded.Product.ProductId);
                break;
            case Action.ProductRemoved:
                person.Touch(happened.Event.ProductRemoved.CartId, time).Products.Remove(happened.Event.ProductRemoved.Product.ProductId);
                break;
            case Action.CheckoutStarted:
                person.Touch(happened.Event.CheckoutStarted.CartId, time);
                break;
            case Action.OrderCompleted:
                foreach (var cart in person.Carts.Values)
                    cart.Begin = null;
                break;
        }
    }

    sealed class Person
    {
        public Dictionary<string, Cart> Carts { get; } = [];

        public bool HasAddress { get; set; }

        public bool Agrees { get; set; }

        public Cart Touch(string cartId, DateTimeOffset time)
        {
            if (!Carts.TryGetValue(cartId, out var cart))
                Carts[cartId] = cart = new Cart();
            if (cart.Begin is null && !(time < cart.LastBegin + ShopDay.Cooldown))
                cart.LastBegin = cart.Begin = time;
            cart.LastActivity = time;
            return cart;
        }
    }

    sealed class Cart
    {
        /// <summary>Null: nobody waits for it.</summary>
        public DateTimeOffset? Begin { get; set; }

        public DateTimeOffset? LastBegin { get; set; }

        public DateTimeOffset LastActivity { get; set; }

        public HashSet<string> Products { get; } = [];
    }
}
