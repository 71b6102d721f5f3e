using Automation.Commerce;
using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Shops;

/// <summary>A shop as it is stored.</summary>
sealed class ShopRow
{
    public required string ShopId { get; init; }

    public required string DisplayName { get; set; }

    public required string TimeZone { get; set; }

    public required string SenderEmail { get; set; }

    public required string StorefrontUrl { get; set; }

    public required string PostalAddress { get; set; }

    public required DateTimeOffset CreateTime { get; init; }

    public static ShopRow From(Shop shop, DateTimeOffset createTime) => new()
    {
        ShopId = shop.ShopId,
        DisplayName = shop.DisplayName,
        TimeZone = shop.TimeZone,
        SenderEmail = OneForm(shop.SenderEmail),
        StorefrontUrl = shop.StorefrontUrl,
        PostalAddress = shop.PostalAddress,
        CreateTime = createTime,
    };

    /// <summary>Takes over checked values.</summary>
    /// <param name="shop">The new values.</param>
    /// <param name="fields">Of <see cref="ShopFields.Changeable"/>, those to take over.</param>
    public void Change(Shop shop, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            switch (field)
            {
                case ShopFields.DisplayName:
                    DisplayName = shop.DisplayName;
                    break;
                case ShopFields.TimeZone:
                    TimeZone = shop.TimeZone;
                    break;
                case ShopFields.SenderEmail:
                    SenderEmail = OneForm(shop.SenderEmail);
                    break;
                case ShopFields.StorefrontUrl:
                    StorefrontUrl = shop.StorefrontUrl;
                    break;
                case ShopFields.PostalAddress:
                    PostalAddress = shop.PostalAddress;
                    break;
            }
        }
    }

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

    static string OneForm(string sender) => Mailbox.TryNormalize(sender, out var mailbox) ? mailbox : sender;

    /// <summary>Whether the request that made this shop said the same.</summary>
    public bool IsMadeBy(Shop shop) => From(shop, CreateTime).ToShop().Equals(ToShop());
}
