using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Segmentation.V1;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Segments.Evaluating;

/// <summary>
/// Which fields of a profile a record can change, as bits by field number: what the fold of profiles does, told coarsely. A condition
/// that reads none of them holds as before.
/// </summary>
static class ProfileParts
{
    const ulong All = ulong.MaxValue;

    static readonly ulong s_always = Parts(Profile.PositionFieldNumber, Profile.UpdateTimeFieldNumber);

    static readonly ulong s_orders = Parts(Profile.OrdersFieldNumber, Profile.OrderSummaryFieldNumber) | Standing;

    // An action that is not here may change anything.
    static readonly FrozenDictionary<Action, ulong> s_byAction = new Dictionary<Action, ulong>
    {
        [Action.ProductViewed] = Parts(Profile.ProductViewsFieldNumber),
        [Action.ProductAdded] = Parts(Profile.CartsFieldNumber),
        [Action.ProductRemoved] = Parts(Profile.CartsFieldNumber),
        [Action.CartUpdated] = Parts(Profile.CartsFieldNumber),
        [Action.CheckoutStarted] = Parts(Profile.CartsFieldNumber),
        [Action.CouponApplied] = Parts(Profile.CartsFieldNumber),
        [Action.OrderCompleted] = s_orders | Parts(Profile.CartsFieldNumber),
        [Action.OrderUpdated] = s_orders | Parts(Profile.CartsFieldNumber),
        [Action.OrderCancelled] = s_orders,
        [Action.OrderRefunded] = s_orders,
        [Action.OrderFulfilled] = s_orders,
        [Action.ShopperIdentified] = Parts(Profile.TraitsFieldNumber),
        [Action.ConsentChanged] = Parts(Profile.ConsentsFieldNumber),
        [Action.ListChanged] = Parts(Profile.ListIdsFieldNumber),
        [Action.CartViewed] = 0,
        [Action.ProductAddedToWishlist] = 0,
        [Action.StockNoticeRequested] = 0,
        [Action.StockNoticeWithdrawn] = 0,
        [Action.CategoryViewed] = 0,
        [Action.ProductsSearched] = 0,
        [Action.Custom] = 0,
        [Action.MessageSettled] = 0,
        [Action.PriceDropped] = 0,
        [Action.BackInStock] = 0,
    }.ToFrozenDictionary();

    // The statements, and which address is the profile's.
    static readonly ulong s_consent = Parts(Profile.ConsentsFieldNumber, Profile.EmailFieldNumber, Profile.PhoneFieldNumber);

    static readonly ulong s_lifecycle = Standing | Parts(
        Profile.OrderSummaryFieldNumber, Profile.ConsentsFieldNumber, Profile.ProductViewsFieldNumber, Profile.CartsFieldNumber);

    /// <summary>The identifiers, and statements that are bound to a new address because none was known.</summary>
    public static ulong Identity { get; } = Parts(
        Profile.AnonymousIdFieldNumber, Profile.UserIdFieldNumber, Profile.EmailFieldNumber, Profile.PhoneFieldNumber, Profile.ExternalIdFieldNumber,
        Profile.ConsentsFieldNumber);

    /// <summary>What another comparison of the shop's customers can change.</summary>
    public static ulong Standing => Parts(Profile.RfmFieldNumber, Profile.OrderRhythmFieldNumber);

    /// <summary>Beside <see cref="Identity"/>, of which <see cref="IdentityHash"/> tells.</summary>
    public static ulong ChangedBy(LoggedEvent logged) => logged.Control?.KindCase switch
    {
        null => s_always | (s_byAction.TryGetValue(logged.Event.ActionCase, out var parts) ? parts : All) | SaidOf(logged.Event.Identifiers),
        ControlRecord.KindOneofCase.AddressConsent => s_always | Parts(Profile.ConsentsFieldNumber),
        ControlRecord.KindOneofCase.OrderElsewhere => s_always | Parts(Profile.CartsFieldNumber),
        _ => All,
    };

    public static ulong ReadBy(DependencySet known) => known.Paths.Aggregate(0UL, (sum, path) => sum | ReadBy(path))
        | (known.ReadsConsent ? s_consent : 0)
        | (known.ListIds.Count > 0 ? Parts(Profile.ListIdsFieldNumber) : 0)
        | (known.ReadsLifecycleStage ? s_lifecycle : 0)
        | (known.ReadsCartState ? Parts(Profile.CartsFieldNumber) : 0);

    /// <param name="path">Such as <c>profile.traits.city</c> or <c>profile.carts[].lines</c>.</param>
    static ulong ReadBy(string path)
    {
        var names = path.Split('.');
        return names.Length > 1 && Profile.Descriptor.FindFieldByName(names[1].Replace("[]", "", StringComparison.Ordinal)) is { } field
            ? Parts(field.FieldNumber)
            : All;
    }

    // A withdrawal without an address is about every one that the shopper turns out to use, also beside the profile's own.
    static ulong SaidOf(Identifiers? known) =>
        known is not null && (known.Email.Length > 0 || known.Phone.Length > 0) ? Parts(Profile.ConsentsFieldNumber) : 0;

    static ulong Parts(params ReadOnlySpan<int> fields)
    {
        var parts = 0UL;
        foreach (var field in fields)
            parts |= field < 64 ? 1UL << field : throw new InvalidOperationException($"Field {field} of a profile does not fit into 64 bits; use a wider set.");
        return parts;
    }
}
