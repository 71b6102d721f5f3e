namespace Automation.Recommendations.Offers;

/// <summary>
/// For how many days it counts what a shopper did with a product. Column <c>interests.kept_until_day</c> goes by them: with another
/// number here goes a migration that has it computed anew.
/// </summary>
static class LookBacks
{
    /// <summary>Looked at it twice. As long as popularity counts; kept for five days more, for clocks that differ and replicas that lag.</summary>
    public const int Viewed = 30;

    /// <summary>Had it in a cart.</summary>
    public const int Carted = 60;

    /// <summary>Wished for it, or asked to be told when it is back.</summary>
    public const int Wished = 180;

    /// <summary>Bought it, so that nothing more is said of its price.</summary>
    public const int Ordered = 90;
}
