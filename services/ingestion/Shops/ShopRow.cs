using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Shops;

/// <summary>A shop as it is stored.</summary>
sealed class ShopRow
{
    public required string ShopId { get; init; }

    public required string DisplayName { get; init; }

    public required string TimeZone { get; init; }

    public required string SenderEmail { get; init; }

    public required string StorefrontUrl { get; init; }

    public required string PostalAddress { get; init; }

    public required DateTimeOffset CreateTime { get; init; }

    public static ShopRow From(Shop shop, DateTimeOffset createTime) => new()
    {
        ShopId = shop.ShopId,
        DisplayName = shop.DisplayName,
        TimeZone = shop.TimeZone,
        SenderEmail = shop.SenderEmail,
        StorefrontUrl = shop.StorefrontUrl,
        PostalAddress = shop.PostalAddress,
        CreateTime = createTime,
    };

    public Shop ToShop() => new()
    {
        ShopId = ShopId,
        DisplayName = DisplayName,
        TimeZone = TimeZone,
        SenderEmail = SenderEmail,
        StorefrontUrl = StorefrontUrl,
        PostalAddress = PostalAddress,
        CreateTime = CreateTime.ToTimestamp(),
    };

    /// <summary>Whether the request that made this shop said the same.</summary>
    public bool IsMadeBy(Shop shop) => From(shop, CreateTime).ToShop().Equals(ToShop());
}
