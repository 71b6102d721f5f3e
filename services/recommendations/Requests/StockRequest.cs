using Automation.Commerce.V1;

namespace Automation.Recommendations.Requests;

/// <summary>A shopper who waits for a product.</summary>
/// <param name="Partition">The shopper's, 0 to 15.</param>
/// <param name="VariantId">Empty: any.</param>
readonly record struct RequestKey(int Partition, string ShopId, string ProductId, Guid ShopperId, string VariantId);

/// <summary>What was asked for.</summary>
/// <param name="Microseconds">When first, since 1970: the place among those who wait.</param>
/// <param name="Channel">Where to tell it.</param>
readonly record struct StockRequest(long Microseconds, Channel Channel);

/// <summary>Why somebody waits no longer.</summary>
/// <param name="Key">With an empty variant: every variant.</param>
/// <param name="IsBought">Who bought a variant does not wait for any other either.</param>
readonly record struct RequestEnd(RequestKey Key, bool IsBought)
{
    public bool Ends(RequestKey request) =>
        request with { VariantId = "" } == Key with { VariantId = "" }
        && (Key.VariantId.Length == 0 || request.VariantId == Key.VariantId || (IsBought && request.VariantId.Length == 0));
}

/// <summary>Somebody whose turn it is.</summary>
readonly record struct TakenRequest(Guid ShopperId, string VariantId, Channel Channel, long Microseconds);

/// <summary>Those of a product whose turn it is.</summary>
/// <param name="Taken">The oldest first.</param>
/// <param name="IsAnybodyLeft">Whether others wait: there was no stock for them, or their requests were just being written.</param>
readonly record struct RequestTurn(IReadOnlyList<TakenRequest> Taken, bool IsAnybodyLeft)
{
    public static RequestTurn Nobody { get; } = new([], IsAnybodyLeft: false);
}
