using System.Text.RegularExpressions;
using Automation.Ingestion.Admission;
using Automation.Ingestion.V1;
using Automation.Validation;

namespace Automation.Ingestion.Shops;

/// <summary>Whether a shop is what its contract says. Pure but for the system's list of time zones.</summary>
static partial class ShopRules
{
    public static Violation? Check(Shop shop) =>
        Id("shop_id", shop.ShopId)
        ?? FieldRules.Required("display_name", shop.DisplayName, 200)
        ?? Zone("time_zone", shop.TimeZone)
        ?? (shop.SenderEmail.Length == 0 ? Violation.Required("sender_email") : FieldRules.Email("sender_email", shop.SenderEmail))
        ?? (shop.StorefrontUrl.Length == 0 ? Violation.Required("storefront_url") : FieldRules.Url("storefront_url", shop.StorefrontUrl))
        ?? FieldRules.Required("postal_address", shop.PostalAddress, 500)
        ?? (shop.CreateTime is not null ? Violation.Invalid("create_time", "is output only; leave it out.") : null);

    static Violation? Id(string field, string shopId)
    {
        if (shopId.Length == 0)
            return Violation.Required(field);
        return IdPattern().IsMatch(shopId) ? null : Violation.Invalid(field, "must be 1 to 50 characters of a-z, 0-9 and -; choose another id.");
    }

    // The name becomes a path of the system's zone files: nothing but names of zones may get there.
    static Violation? Zone(string field, string zone)
    {
        if (zone.Length == 0)
            return Violation.Required(field);
        return zone.Length <= 100 && ZonePattern().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)
            ? null
            : Violation.Invalid(field, "must be an IANA time zone, for example Europe/Berlin.");
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,50}\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex ZonePattern();
}
