using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Faults;

namespace Automation.Recommendations.Rpc;

/// <summary>What a question for recommendations must be.</summary>
static class RecommendationRules
{
    public const int DefaultCount = 10;
    const int MaxListed = 200;
    const int MaxSession = 50;
    const int MaxIdLength = 100;

    public static void Check(RecommendRequest request, IReadOnlyCollection<Strategy> known)
    {
        if (request.Strategy is Strategy.Unspecified)
            throw Fault.Required("strategy");
        if (!known.Contains(request.Strategy))
            throw Fault.Invalid("strategy", $"{(int)request.Strategy} is not a strategy of this version; use STRATEGY_POPULAR.");
        if (request.ProductCount < 0)
            throw Fault.Invalid("product_count", $"is {request.ProductCount}; it must not be negative. Send 0 for {DefaultCount} products.");
        CheckIds("exclude_product_ids", request.ExcludeProductIds, MaxListed);
        CheckIds("session_product_ids", request.SessionProductIds, MaxSession);
        CheckIds("cart_product_ids", request.CartProductIds, MaxListed);
        CheckIds("product_id", [request.ProductId], 1);
        if (request.ProductId.Length > MaxIdLength && request.ProductId.EnumerateRunes().Count() > MaxIdLength)
            throw new Fault(FaultReasons.FieldTooLong, "product_id", $"must have at most {MaxIdLength} characters; check the id.");
        if (request.ShopperId.Length > 0 && !Guid.TryParseExact(request.ShopperId, "D", out _))
            throw Fault.Invalid("shopper_id", "must be the shopper's UUID in its 36-character form; look it up by LookUpShopper.");
        if (request.ExcludeOrdered && request.ShopperId.Length == 0)
            throw Fault.Required("shopper_id");
    }

    static void CheckIds(string field, IReadOnlyCollection<string> productIds, int max)
    {
        if (productIds.Count > max)
            throw new Fault(FaultReasons.FieldTooLong, field, $"has {productIds.Count} ids; send at most {max}.");
        if (productIds.Any(productId => productId.Contains('\0')))
            throw Fault.Invalid(field, "must not contain the character U+0000; remove it.");
    }
}
