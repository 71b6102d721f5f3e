using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Profiles;

/// <summary>
/// From a subject's records to the profile. A function of the state and the record alone: no clock, no I/O. Carts, consents and
/// updates of orders go by event time, the rest by the order of the log (docs/event-time.md). Lines and instants are shared with
/// the records and never written to.
/// </summary>
public static partial class ProfileFold
{
    static readonly FrozenDictionary<Action, Fold> s_folds = new Dictionary<Action, Fold>
    {
        [Action.ProductViewed] = (state, logged) => View(state.Profile, logged.Event.ProductViewed, logged.LogTime),
        [Action.OrderCompleted] = (state, logged) => Complete(state, logged),
        [Action.OrderUpdated] = (state, logged) => Update(state, logged.Event.OrderUpdated, EventTime.Of(logged)),
        [Action.OrderCancelled] = (state, logged) => Cancel(state, logged.Event.OrderCancelled, EventTime.Of(logged)),
        [Action.OrderRefunded] = (state, logged) => Refund(state, logged.Event.OrderRefunded),
        [Action.OrderFulfilled] = (state, logged) => Fulfil(state, logged.Event.OrderFulfilled),
        [Action.ShopperIdentified] = (state, logged) => MergeTraits(state.Profile, logged.Event.ShopperIdentified),
        [Action.ConsentChanged] = Consent,
        [Action.ListChanged] = ChangeList,
        [Action.MessageSettled] = (state, logged) => Refuse(state, logged.Event.MessageSettled),
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<Action, CartFold> s_cartFolds = new Dictionary<Action, CartFold>
    {
        [Action.ProductAdded] = (state, logged) => Add(state, logged, logged.Event.ProductAdded),
        [Action.ProductRemoved] = (state, logged) => Remove(state, logged, logged.Event.ProductRemoved),
        [Action.CartUpdated] = (state, logged) => Replace(state, logged, logged.Event.CartUpdated),
        [Action.CheckoutStarted] = (state, logged) => StartCheckout(state, logged, logged.Event.CheckoutStarted),
        [Action.CouponApplied] = (state, logged) => ApplyCoupon(state, logged, logged.Event.CouponApplied),
    }.ToFrozenDictionary();

    delegate void Fold(ProfileState state, LoggedEvent logged);

    delegate bool CartFold(ProfileState state, LoggedEvent logged);

    /// <summary>Actions that change a profile.</summary>
    public static IReadOnlyCollection<Action> Folded { get; } = [.. s_folds.Keys, .. s_cartFolds.Keys];

    /// <summary>
    /// Actions that change nothing but position and identifiers. What is in neither list, this build does not know.
    /// </summary>
    public static IReadOnlyCollection<Action> Ignored { get; } =
    [
        Action.CartViewed, Action.ProductAddedToWishlist, Action.Custom,
        Action.StockNoticeRequested, Action.StockNoticeWithdrawn, Action.CategoryViewed, Action.ProductsSearched,
        Action.PriceDropped, Action.BackInStock,
        // Of products, not of shoppers.
        Action.ProductUpserted, Action.ProductDeleted,
    ];

    /// <summary>Whether a record changes the profile of its subject.</summary>
    public static bool IsFolded(LoggedEvent logged) =>
        logged.ShopperId.Length > 0
        && (logged.Event is not null || logged.Control?.KindCase is ControlRecord.KindOneofCase.AddressConsent or ControlRecord.KindOneofCase.OrderElsewhere);

    /// <summary>
    /// Brings a record into the state; one that is included already changes nothing. When it throws, the state is
    /// spoilt and must be dropped.
    /// </summary>
    /// <returns>What those who are handed the record must know of it.</returns>
    public static FoldMarks Apply(ProfileState state, LoggedEvent logged)
    {
        var profile = state.Profile ??= new Profile { ShopperId = logged.ShopperId, CreateTime = logged.LogTime };
        if (profile.Position is { } included && logged.Sequence <= included.Sequence)
            return FoldMarks.None;
        var position = profile.Position ??= new LogPosition();
        (position.Partition, position.Sequence) = (logged.Partition, logged.Sequence);
        profile.UpdateTime = logged.LogTime;
        if (logged.Event is not null)
            Identify(state, logged);
        return Act(state, logged);
    }

    /// <summary>
    /// Brings in a record that later ones have overtaken: one that was parked. Position and identifiers stay the later ones'.
    /// </summary>
    public static void ApplyLate(ProfileState state, LoggedEvent logged)
    {
        if (state.Profile?.Position is null || logged.Sequence > state.Profile.Position.Sequence)
            Apply(state, logged);
        else
            Act(state, logged);
    }

    static FoldMarks Act(ProfileState state, LoggedEvent logged)
    {
        if (logged.Control is { } control)
        {
            Tell(state, logged, control);
            return FoldMarks.None;
        }
        if (s_cartFolds.TryGetValue(logged.Event.ActionCase, out var foldCart))
            return MarksOf(state, logged, isChanged: foldCart(state, logged));
        if (s_folds.TryGetValue(logged.Event.ActionCase, out var fold))
            fold(state, logged);
        return FoldMarks.None;
    }

    static void Tell(ProfileState state, LoggedEvent logged, ControlRecord control)
    {
        switch (control.KindCase)
        {
            case ControlRecord.KindOneofCase.AddressConsent:
                Consent(state, control.AddressConsent, logged.LogTime);
                break;
            case ControlRecord.KindOneofCase.OrderElsewhere:
                CompleteElsewhere(state, control.OrderElsewhere, logged);
                break;
        }
    }
}
