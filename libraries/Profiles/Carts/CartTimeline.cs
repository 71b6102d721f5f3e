using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles.Carts;

/// <summary>
/// Carts as their operations in order of time make them, in whichever order they arrive. One that is the latest of its cart is
/// applied to what is shown; an earlier one is put into its place and the cart is made anew from its history.
/// </summary>
static class CartTimeline
{
    /// <param name="state">Changed in place.</param>
    /// <param name="cartId">The cart.</param>
    /// <param name="operation">What happened; its content is taken from <paramref name="lines"/> where it must be kept.</param>
    /// <param name="lines">All lines that it states or that were bought.</param>
    /// <param name="now">Log time of the record.</param>
    /// <returns>Whether content or state of the cart is another now.</returns>
    public static bool Record(
        ProfileState state, string cartId, CartOperation operation, IReadOnlyList<LineItem> lines, Timestamp now)
    {
        var shown = CartList.Find(state.Profile.Carts, cartId);
        var history = CartHistories.Touch(state, cartId, shown);
        if (history.Floor is { } floor && OperationOrder.Compare(operation, floor) <= 0)
            return false;
        var operations = history.Operations;
        var isLatest = operations.Count == 0 || OperationOrder.Compare(operations[^1], operation) < 0;
        var changed = isLatest
            ? Append(state, history, shown, operation, lines)
            : Insert(state, history, shown, operation, lines);
        CartHistories.Bound(state, history, now);
        return changed;
    }

    /// <summary>Takes an operation back, as far as it is not in the base.</summary>
    public static void Remove(ProfileState state, CartHistory history, CartOperation operation)
    {
        var shown = CartList.Find(state.Profile.Carts, history.CartId);
        CartHistories.KeepBase(history, shown);
        ShownLines.TakeOverAll(history, shown);
        history.Operations.Remove(operation);
        foreach (var restated in history.Operations.Where(each => each.IsRestatement && each.Reference == operation.Reference))
            restated.Reference = "";
        Remake(state, history, shown, activity: null);
    }

    static bool Append(
        ProfileState state, CartHistory history, Cart? shown, CartOperation operation, IReadOnlyList<LineItem> lines)
    {
        CartHistories.KeepBase(history, shown);
        var memory = CartMemory.OfShown(history);
        var cart = shown ?? Replay(state, history, out memory);
        Judge(state, history, history.Operations.Count, cart, memory, operation, lines, CartStep.IsOpen(cart) ? cart.Lines : []);
        var states = CartStep.IsStatement(operation.Kind) && !operation.IsRestatement;
        // A statement makes void what went by places.
        var former = states ? ShownLines.Outline(history, shown) : ShownLines.Used(history, shown);
        var changed = CartStep.Apply(cart, operation, lines, ref memory);
        memory.KeepAsShown(history);
        ShownLines.TakeOver(history, former, cart.Lines);
        history.Operations.Add(operation);
        if (states)
            CartHistories.Strip(history);
        if (cart.CreateTime is null)
        {
            KeepContent(operation, lines);
            return changed;
        }
        // What is stated is what is shown.
        if (states && !operation.AsOrdered)
            operation.Shown = cart.Lines.Count;
        else
            KeepContent(operation, lines);
        if (shown is null)
            ShownLines.Share(history, cart);
        else
            ShownLines.Share(operation, cart);
        if (!(changed || CartStep.IsStatement(operation.Kind)))
            return false;
        if (cart.ActivityTime is null || (changed && CartStep.IsActivity(operation.Kind)))
            cart.ActivityTime = Later(cart.ActivityTime, operation.Time);
        CartList.Show(state, cart, shown);
        return changed;
    }

    static bool Insert(
        ProfileState state, CartHistory history, Cart? shown, CartOperation operation, IReadOnlyList<LineItem> lines)
    {
        CartHistories.KeepBase(history, shown);
        ShownLines.TakeOverAll(history, shown);
        KeepContent(operation, lines);
        OperationOrder.Insert(history.Operations, operation);
        return Remake(state, history, shown, CartStep.IsActivity(operation.Kind) ? operation.Time : null);
    }

    static bool Remake(ProfileState state, CartHistory history, Cart? shown, Timestamp? activity)
    {
        var cart = Replay(state, history, out var memory);
        memory.KeepAsShown(history);
        CartHistories.Strip(history);
        if (cart.CreateTime is null)
        {
            if (shown is not null)
                CartList.Hide(state, shown);
            return shown is not null;
        }
        ShownLines.Share(history, cart);
        // One that becomes known as sold is nothing new.
        var changed = shown is null ? cart.State is not CartState.Ordered : shown.State != cart.State || shown.OrderId != cart.OrderId
            || shown.Coupon != cart.Coupon || !CartLines.Same(shown.Lines, cart.Lines);
        cart.ActivityTime = shown?.ActivityTime ?? cart.CreateTime;
        if (changed && activity is not null)
            cart.ActivityTime = Later(cart.ActivityTime, activity);
        CartList.Show(state, cart, shown);
        return changed;
    }

    /// <summary>Makes a cart anew in which the order is stated again, for something else became known of that.</summary>
    public static void Rejudge(ProfileState state, CartHistory history)
    {
        var shown = CartList.Find(state.Profile.Carts, history.CartId);
        CartHistories.KeepBase(history, shown);
        ShownLines.TakeOverAll(history, shown);
        Remake(state, history, shown, activity: null);
        CartHistories.Measure(history);
    }

    // Nothing may go by places of the shown cart.
    static Cart Replay(ProfileState state, CartHistory history, out CartMemory memory)
    {
        memory = CartMemory.OfBase(history);
        var cart = new Cart { CartId = history.CartId };
        if (history.Base is { } before)
        {
            cart = CartHistories.CopyOf(before);
            cart.Lines.AddRange(before.Lines);
        }
        for (var place = 0; place < history.Operations.Count; place++)
        {
            var operation = history.Operations[place];
            var lines = OrderedLines.Of(state, operation);
            Judge(state, history, place, cart, memory, operation, lines);
            CartStep.Apply(cart, operation, lines, ref memory);
        }
        return cart;
    }

    static void Judge(
        ProfileState state, CartHistory history, int place, Cart before, CartMemory memory, CartOperation operation, IReadOnlyList<LineItem> lines,
        IReadOnlyList<LineItem>? left = null)
    {
        if (operation.Kind is CartOperationKind.Stated or CartOperationKind.CheckoutStated)
            operation.Reference = Restatement.OrderOf(state, history, place, before, memory, operation, lines, left);
    }

    static void KeepContent(CartOperation operation, IReadOnlyList<LineItem> lines)
    {
        if (operation.AsOrdered || operation.Content is not null || lines.Count == 0)
            return;
        operation.Content = new CartContent();
        operation.Content.Lines.AddRange(lines);
    }

    static Timestamp Later(Timestamp? one, Timestamp other) => one is null || EventTime.Compare(one, other) < 0 ? other : one;
}
