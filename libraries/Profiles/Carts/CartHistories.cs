using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles.Carts;

/// <summary>What carts came from, within bounds: see <see cref="CartHistory"/>.</summary>
static class CartHistories
{
    const int MaxOperations = 32;
    const int MaxBytes = 64 * 1024;

    // 70 carts are shown; the others are known by orders or coupons only.
    const int MaxHistories = 90;
    const long MaxAgeSeconds = 24 * 60 * 60;

    public static CartHistory? Find(ProfileState state, string cartId)
    {
        // Mostly the cart that changed last.
        for (var place = state.CartHistories.Count - 1; place >= 0; place--)
        {
            if (state.CartHistories[place].CartId == cartId)
                return state.CartHistories[place];
        }
        return null;
    }

    /// <summary>The history of a cart, moved to the end of the list.</summary>
    public static CartHistory Touch(ProfileState state, string cartId, Cart? shown)
    {
        var histories = state.CartHistories;
        if (Find(state, cartId) is not { } history)
        {
            history = new CartHistory { CartId = cartId };
            if (shown is not null)
                BeginAsShown(state, history, shown);
            for (var place = 0; place < state.OrdersWithoutCart.Count && history.Floor is null; place++)
                OperationOrder.Insert(history.Operations, state.OrdersWithoutCart[place].Shared());
            histories.Add(history);
        }
        else if (!ReferenceEquals(histories[^1], history))
        {
            histories.Remove(history);
            histories.Add(history);
        }
        return history;
    }

    /// <summary>Keeps the base that only the shown cart is so far, before that changes.</summary>
    public static void KeepBase(CartHistory history, Cart? shown)
    {
        if (shown is null || history.Floor is null || history.Base is not null || history.Operations.Count > 0)
            return;
        history.Base = CopyOf(shown);
        history.BaseShown = shown.Lines.Count;
        CartMemory.OfShown(history).KeepAsBase(history);
    }

    /// <summary>Drops what a later statement made void.</summary>
    public static void Strip(CartHistory history)
    {
        var operations = history.Operations;
        var statement = operations.Count - 1;
        while (statement >= 0 && (!CartStep.IsStatement(operations[statement].Kind) || operations[statement].IsRestatement))
            statement--;
        if (statement < 0)
            return;
        for (var place = 0; place < statement; place++)
            operations[place].Outline();
        if (history.Base is not { } before)
            return;
        history.BaseShown = 0;
        // Of what was sold the cart may be stated again, and it is shown when the order after it turns out to have been earlier.
        if (before.State is CartState.Ordered)
            return;
        if (before.Lines.Count > 0)
            history.BaseOutline = CartContent.OutlineOf(before.Lines);
        before.Lines.Clear();
    }

    /// <summary>Folds what is too old or too much into bases.</summary>
    public static void Bound(ProfileState state, CartHistory history, Timestamp now)
    {
        while (history.Operations.Count > MaxOperations
            || (history.Operations.Count > 0 && history.Operations[0].TimeSeconds + MaxAgeSeconds < now.Seconds))
        {
            FoldFirst(state, history, CartList.Find(state.Profile.Carts, history.CartId));
        }
        Measure(history);
        BoundBytes(state);
        ForgetUnseen(state, now);
    }

    /// <summary>Folds whole histories, those that changed longest ago first, until the others are within the bytes of a shopper.</summary>
    public static void BoundBytes(ProfileState state)
    {
        var bytes = 0;
        for (var place = 0; place < state.CartHistories.Count; place++)
            bytes += state.CartHistories[place].Bytes;
        for (var place = 0; bytes > MaxBytes && place < state.CartHistories.Count; place++)
        {
            bytes -= state.CartHistories[place].Bytes;
            FoldAll(state, state.CartHistories[place]);
        }
    }

    /// <summary>A copy without the lines.</summary>
    public static Cart CopyOf(Cart cart) => new()
    {
        CartId = cart.CartId,
        State = cart.State,
        CreateTime = cart.CreateTime,
        ActivityTime = cart.ActivityTime,
        Coupon = cart.Coupon,
        OrderId = cart.OrderId,
    };

    // An earlier build went by log time; nothing before its last activity or order may change the cart.
    static void BeginAsShown(ProfileState state, CartHistory history, Cart shown)
    {
        history.Checkout = shown.State is CartState.Checkout;
        history.Floor = new CartOperation { Time = shown.ActivityTime, Kind = CartOperationKind.Ordered };
        foreach (var order in state.Profile.Orders)
        {
            if (order.OrderId == shown.OrderId && EventTime.Compare(order.CompleteTime, shown.ActivityTime) > 0)
                history.Floor.Time = order.CompleteTime;
        }
    }

    static void FoldFirst(ProfileState state, CartHistory history, Cart? shown)
    {
        ShownLines.TakeOverAll(history, shown);
        var first = history.Operations[0];
        history.Base ??= new Cart { CartId = history.CartId };
        var memory = CartMemory.OfBase(history);
        history.BaseOutline = LeftLines.AfterFirst(state, history);
        CartStep.Apply(history.Base, first, OrderedLines.Of(state, first), ref memory);
        memory.KeepAsBase(history);
        history.Floor = first.Stub();
        history.Operations.RemoveAt(0);
        if (shown is null)
            return;
        if (history.Operations.Count == 0)
            (history.Base, history.BaseOutline) = (null, null);
        ShownLines.Share(history, shown);
    }

    static void FoldAll(ProfileState state, CartHistory history)
    {
        var shown = CartList.Find(state.Profile.Carts, history.CartId);
        while (shown is null && history.Operations.Count > 0)
            FoldFirst(state, history, shown);
        if (history.Operations.Count > 0)
            history.Floor = history.Operations[^1].Stub();
        history.Operations.Clear();
        if (shown is not null)
            (history.Base, history.BaseShown, history.BaseOutline) = (null, 0, null);
        Measure(history);
    }

    static void ForgetUnseen(ProfileState state, Timestamp now)
    {
        for (var place = 0; state.CartHistories.Count > MaxHistories && place < state.CartHistories.Count; place++)
        {
            if (CartList.Find(state.Profile.Carts, state.CartHistories[place].CartId) is null)
                state.CartHistories.RemoveAt(place--);
        }
    }

    public static void Measure(CartHistory history)
    {
        history.Bytes = (history.Base?.CalculateSize() ?? 0) + (history.BaseOutline?.CalculateSize() ?? 0);
        for (var place = 0; place < history.Operations.Count; place++)
            history.Bytes += history.Operations[place].CalculateSize();
    }
}
