namespace Automation.Recommendations.Offers;

/// <summary>For how many days it counts what a shopper did with a product.</summary>
static class LookBacks
{
    /// <summary>Looked at it twice. As long as popularity counts.</summary>
    public const int Viewed = 30;

    /// <summary>Had it in a cart.</summary>
    public const int Carted = 60;

    /// <summary>Wished for it, or asked to be told when it is back.</summary>
    public const int Wished = 180;

    /// <summary>Bought it, so that nothing more is said of its price.</summary>
    public const int Ordered = 90;

    /// <summary>What is kept longer than it counts, for clocks that differ and replicas that lag.</summary>
    public const int Spare = 5;
}
