using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles.Customers;

/// <summary>
/// Which stage of a customer's life a shopper is in: a function of the profile and the instant, by the rules of docs/profile.md. The
/// first that fits holds.
/// </summary>
public static class LifecycleStages
{
    /// <summary>No further order for longer than nine in ten gaps.</summary>
    public const string Lapsed = "lapsed";

    /// <summary>No further order for longer than three in four gaps.</summary>
    public const string AtRisk = "at_risk";

    /// <summary>Three orders or more, and among the tenth with the highest sums.</summary>
    public const string Vip = "vip";

    /// <summary>Two orders or more.</summary>
    public const string Repeat = "repeat";

    /// <summary>One order, in the last 60 days.</summary>
    public const string FirstTime = "first_time";

    /// <summary>One order, longer ago.</summary>
    public const string OneTime = "one_time";

    /// <summary>No order; agreed to marketing in the last 14 days.</summary>
    public const string NewSubscriber = "new_subscriber";

    /// <summary>No order; looked at a product or changed a cart in the last 30 days.</summary>
    public const string WindowShopper = "window_shopper";

    /// <summary>No order; agreed to marketing.</summary>
    public const string Subscriber = "subscriber";

    /// <summary>Nothing of all that.</summary>
    public const string Visitor = "visitor";

    const long OneOrderTicks = 60 * TimeSpan.TicksPerDay;
    const long SubscribedTicks = 14 * TimeSpan.TicksPerDay;
    const long ActiveTicks = 30 * TimeSpan.TicksPerDay;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Lapsed, AtRisk, Vip, Repeat, FirstTime, OneTime, NewSubscriber, WindowShopper, Subscriber, Visitor];

    /// <summary>The stage, and the first instant at which it is another one if nothing happens; both in UTC ticks.</summary>
    /// <param name="profile">As known.</param>
    /// <param name="now">The instant of evaluation.</param>
    public static (string Stage, long? Until) Of(Profile profile, long now) =>
        profile.OrderSummary is { OrderCount: > 0 } orders ? OfCustomer(profile, orders, now) : OfOthers(profile, now);

    static (string, long?) OfCustomer(Profile profile, OrderSummary orders, long now)
    {
        // A profile that an earlier build stored has no rhythm before its next order.
        var (risk, lapse) = (TicksOf(profile.OrderRhythm?.AtRiskTime), TicksOf(profile.OrderRhythm?.LapseTime));
        if (lapse <= now)
            return (Lapsed, null);
        if (risk <= now)
            return (AtRisk, lapse);
        if (orders.OrderCount >= 3 && profile.Rfm is { TopTenth: true })
            return (Vip, risk);
        if (orders.OrderCount >= 2)
            return (Repeat, risk);
        var old = TicksOf(orders.LastOrderTime) + OneOrderTicks;
        return old > now ? (FirstTime, risk is { } at && at < old ? at : old) : (OneTime, risk);
    }

    static (string, long?) OfOthers(Profile profile, long now)
    {
        var subscribed = SubscribedAt(profile);
        if (subscribed + SubscribedTicks is { } fresh && fresh > now)
            return (NewSubscriber, fresh);
        if (ActiveAt(profile) + ActiveTicks is { } active && active > now)
            return (WindowShopper, active);
        return (subscribed is null ? Visitor : Subscriber, null);
    }

    // Agreed to whichever channel last.
    static long? SubscribedAt(Profile profile)
    {
        long? last = null;
        for (var place = 0; place < profile.Consents.Count; place++)
        {
            var consent = profile.Consents[place];
            if (consent.State is ConsentState.Subscribed && TicksOf(consent.OccurTime ?? consent.UpdateTime) is { } time && !(last >= time))
                last = time;
        }
        return last;
    }

    // Both lists have the latest first.
    static long? ActiveAt(Profile profile)
    {
        var viewed = profile.ProductViews.Count > 0 ? TicksOf(profile.ProductViews[0].ViewTime) : null;
        var filled = profile.Carts.Count > 0 ? TicksOf(profile.Carts[0].ActivityTime) : null;
        return viewed is null || filled > viewed ? filled : viewed;
    }

    static long? TicksOf(Timestamp? time) => time is null ? null : time.ToDateTime().Ticks;
}
