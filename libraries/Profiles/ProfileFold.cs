using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Profiles;

/// <summary>
/// From a shopper's events to the profile. A function of the state and the event alone: no clock, no I/O; every
/// time in a profile is a log time. What it takes from an event it copies, so that a state can be changed in place.
/// </summary>
public static partial class ProfileFold
{
    static readonly FrozenDictionary<Action, Fold> s_folds = new Dictionary<Action, Fold>
    {
        [Action.ProductViewed] = (state, @event, time) => View(state.Profile, @event.ProductViewed, time),
        [Action.ProductAdded] = (state, @event, time) => Add(state.Profile, @event.ProductAdded, time),
        [Action.ProductRemoved] = (state, @event, time) => Remove(state.Profile, @event.ProductRemoved, time),
        [Action.CartUpdated] = (state, @event, time) => Replace(state.Profile, @event.CartUpdated, time),
        [Action.CheckoutStarted] = (state, @event, time) => StartCheckout(state.Profile, @event.CheckoutStarted, time),
        [Action.CouponApplied] = (state, @event, _) => ApplyCoupon(state.Profile, @event.CouponApplied),
        [Action.OrderCompleted] = (state, @event, time) => Complete(state, @event.OrderCompleted, time),
        [Action.OrderUpdated] = (state, @event, _) => Update(state, @event.OrderUpdated),
        [Action.OrderCancelled] = (state, @event, _) => Cancel(state, @event.OrderCancelled),
        [Action.OrderRefunded] = (state, @event, _) => Refund(state, @event.OrderRefunded),
        [Action.OrderFulfilled] = (state, @event, _) => Fulfil(state, @event.OrderFulfilled),
        [Action.ShopperIdentified] = (state, @event, _) => MergeTraits(state.Profile, @event.ShopperIdentified),
        [Action.ConsentChanged] = (state, @event, time) => Consent(state.Profile, @event.ConsentChanged, time),
    }.ToFrozenDictionary();

    delegate void Fold(ProfileState state, Event @event, Timestamp time);

    /// <summary>Actions that change a profile.</summary>
    public static IReadOnlyCollection<Action> Folded => s_folds.Keys;

    /// <summary>
    /// Actions that change nothing but position and identifiers. What is in neither list, this build does not know.
    /// </summary>
    public static IReadOnlyCollection<Action> Ignored { get; } =
    [
        Action.CartViewed, Action.ProductAddedToWishlist, Action.Custom,
        // Of products, not of shoppers.
        Action.ProductUpserted, Action.ProductDeleted,
        // Channel-delivery keeps what became of messages.
        Action.MessageSettled,
    ];

    /// <summary>
    /// Brings an event into the state; one that is included already changes nothing. When it throws, the state is
    /// spoilt and must be dropped.
    /// </summary>
    public static void Apply(ProfileState state, LoggedEvent logged)
    {
        var profile = state.Profile ??= new Profile { ShopperId = logged.ShopperId, CreateTime = logged.LogTime };
        if (profile.Position is { } included && logged.Sequence <= included.Sequence)
            return;
        profile.Position = new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence };
        profile.UpdateTime = logged.LogTime;
        Identify(profile, logged.Event.Identifiers);
        Act(state, logged.Event, logged.LogTime);
    }

    /// <summary>Brings in an event that later ones have overtaken: one that was parked. Position and identifiers stay the later ones'.</summary>
    public static void ApplyLate(ProfileState state, LoggedEvent logged)
    {
        if (state.Profile?.Position is null || logged.Sequence > state.Profile.Position.Sequence)
            Apply(state, logged);
        else
            Act(state, logged.Event, logged.LogTime);
    }

    static void Act(ProfileState state, Event @event, Timestamp time)
    {
        if (s_folds.TryGetValue(@event.ActionCase, out var fold))
            fold(state, @event, time);
    }
}
