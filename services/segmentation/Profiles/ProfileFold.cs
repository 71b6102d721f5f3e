using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Profiles;

/// <summary>
/// From a shopper's events to the profile. A function of the state and the event alone: no clock, no I/O; every
/// time in a profile is a log time. What it takes from an event it copies, so that a state can be changed in place.
/// </summary>
static partial class ProfileFold
{
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

    static void Act(ProfileState state, Event action, Timestamp time)
    {
        var profile = state.Profile;
        switch (action.ActionCase)
        {
            case Event.ActionOneofCase.ProductViewed:
                View(profile, action.ProductViewed, time);
                break;
            case Event.ActionOneofCase.ProductAdded:
                Add(profile, action.ProductAdded, time);
                break;
            case Event.ActionOneofCase.ProductRemoved:
                Remove(profile, action.ProductRemoved, time);
                break;
            case Event.ActionOneofCase.CartUpdated:
                Replace(profile, action.CartUpdated, time);
                break;
            case Event.ActionOneofCase.CheckoutStarted:
                StartCheckout(profile, action.CheckoutStarted, time);
                break;
            case Event.ActionOneofCase.CouponApplied:
                ApplyCoupon(profile, action.CouponApplied);
                break;
            case Event.ActionOneofCase.OrderCompleted:
                Complete(state, action.OrderCompleted, time);
                break;
            case Event.ActionOneofCase.OrderUpdated:
                Update(state, action.OrderUpdated);
                break;
            case Event.ActionOneofCase.OrderCancelled:
                Cancel(state, action.OrderCancelled);
                break;
            case Event.ActionOneofCase.OrderRefunded:
                Refund(state, action.OrderRefunded);
                break;
            case Event.ActionOneofCase.OrderFulfilled:
                Fulfil(state, action.OrderFulfilled);
                break;
            case Event.ActionOneofCase.ShopperIdentified:
                MergeTraits(profile, action.ShopperIdentified);
                break;
            case Event.ActionOneofCase.ConsentChanged:
                Consent(profile, action.ConsentChanged, time);
                break;
        }
    }
}
