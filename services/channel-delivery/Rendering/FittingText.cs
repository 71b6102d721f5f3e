namespace Automation.ChannelDelivery.Rendering;

/// <summary>Shows as many lines of a cart as a mail has room for.</summary>
static class FittingText
{
    /// <param name="build">The view with so many lines at most.</param>
    /// <param name="render">Its texts.</param>
    public static (CartView View, RenderedText Text) Of(Func<int, CartView> build, Func<CartView, RenderedText> render)
    {
        for (var lines = CartViews.MaxLines; ; lines /= 2)
        {
            var view = build(lines);
            var text = render(view);
            // One line always finds room: its texts have limits.
            if (MailSize.Fits(text) || lines == 1)
                return (view, text);
        }
    }
}
