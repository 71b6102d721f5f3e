namespace Automation.Profiles.Carts;

/// <summary>What the next operation needs to know of a cart and the cart does not show.</summary>
/// <param name="Begun">A checkout began, and no order that names the cart nor a stated empty cart came after it.</param>
/// <param name="Bought">It is ordered because an order that names no cart bought all of it.</param>
/// <param name="SoldSeconds">Event time of the order that sold of it, in seconds since 1970; 0 when none did, or it was stated empty after it.</param>
record struct CartMemory(bool Begun, bool Bought, long SoldSeconds)
{
    public static CartMemory OfBase(CartHistory history) => new(history.BaseCheckout, history.BaseBought, history.BaseSoldSeconds);

    public static CartMemory OfShown(CartHistory history) => new(history.Checkout, history.Bought, history.SoldSeconds);

    public readonly void KeepAsBase(CartHistory history) =>
        (history.BaseCheckout, history.BaseBought, history.BaseSoldSeconds) = (Begun, Bought, SoldSeconds);

    public readonly void KeepAsShown(CartHistory history) =>
        (history.Checkout, history.Bought, history.SoldSeconds) = (Begun, Bought, SoldSeconds);
}
