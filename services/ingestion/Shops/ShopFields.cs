using Automation.Ingestion.V1;
using Automation.Validation;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Shops;

/// <summary>The fields of a shop that can be changed, by their names in the contract.</summary>
static class ShopFields
{
    public const string DisplayName = "display_name";
    public const string TimeZone = "time_zone";
    public const string SenderEmail = "sender_email";
    public const string StorefrontUrl = "storefront_url";
    public const string PostalAddress = "postal_address";

    public static readonly string[] Changeable = [DisplayName, TimeZone, SenderEmail, StorefrontUrl, PostalAddress];

    /// <summary>Which fields an update changes: those of the mask, or without one those that are not empty.</summary>
    /// <returns>The violation of a mask that names what cannot be changed.</returns>
    public static Violation? Asked(Shop shop, FieldMask? mask, out IReadOnlyList<string> fields)
    {
        fields = mask is { Paths.Count: > 0 }
            ? [.. mask.Paths.Distinct()]
            : Changeable.Where(field => Shop.Descriptor.FindFieldByName(field).Accessor.GetValue(shop) is string { Length: > 0 }).ToArray();
        return fields.Except(Changeable).FirstOrDefault() is { } unknown
            ? Violation.Invalid("update_mask", $"must not name '{unknown}'; it can name {string.Join(", ", Changeable)}.")
            : null;
    }
}
