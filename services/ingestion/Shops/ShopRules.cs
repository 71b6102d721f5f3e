using System.Text.RegularExpressions;
using Automation.Commerce;
using Automation.Ingestion.Admission;
using Automation.Ingestion.V1;
using Automation.Validation;

namespace Automation.Ingestion.Shops;

/// <summary>Whether a shop is what its contract says. Pure but for the system's list of time zones.</summary>
static partial class ShopRules
{
    /// <summary>The first violation of a shop to be created, null when it is good.</summary>
    public static Violation? Check(Shop shop)
    {
        if (Id("shop_id", shop.ShopId) is { } violation)
            return violation;
        foreach (var field in ShopFields.Changeable)
        {
            if (Check(field, shop) is { } wrong)
                return wrong;
        }
        return shop.CreateTime is null ? null : Violation.Invalid("create_time", "is output only; leave it out.");
    }

    /// <summary>The violation of one of <see cref="ShopFields.Changeable"/>, null when it is good.</summary>
    public static Violation? Check(string field, Shop shop) => field switch
    {
        ShopFields.DisplayName => FieldRules.Required(field, shop.DisplayName, 200),
        ShopFields.TimeZone => Zone(field, shop.TimeZone),
        ShopFields.SenderEmail => Sender(field, shop.SenderEmail),
        ShopFields.StorefrontUrl => Storefront(field, shop.StorefrontUrl),
        _ => FieldRules.Required(field, shop.PostalAddress, 500),
    };

    // As channel-delivery reads it when it sends.
    static Violation? Sender(string field, string sender)
    {
        if (FieldRules.Required(field, sender, Mailbox.MaxLength) is { } violation)
            return violation;
        return Mailbox.TryNormalize(sender, out var mailbox) && Mailbox.IsAscii(mailbox)
            ? null
            : Violation.Invalid(
                field, "must be a mailbox that mail can come from: ASCII before the @, a domain with a dot behind it, for example shop@example.com.");
    }

    // Links are built from its parts; whoever reads them must not be shown one host and led to another.
    static Violation? Storefront(string field, string storefront)
    {
        if ((storefront.Length == 0 ? Violation.Required(field) : FieldRules.Url(field, storefront)) is { } violation)
            return violation;
        if (!Uri.TryCreate(storefront, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return Violation.Invalid(field, "must be an absolute http or https address, for example https://shop.example.");
        var rest = storefront.AsSpan(storefront.IndexOf("//", StringComparison.Ordinal) + 2);
        var authorityEnd = rest.IndexOfAny("/?#\\");
        return !(authorityEnd < 0 ? rest : rest[..authorityEnd]).Contains('@')
            ? null
            : Violation.Invalid(field, "must not have a user before the host; remove everything up to the @.");
    }

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
        // ICU also finds zones by names of Windows, such as UTC+12, which services without it do not know.
        return zone.Length <= 100 && ZonePattern().IsMatch(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)
            && (zone == "UTC" || !TimeZoneInfo.TryConvertWindowsIdToIanaId(zone, out _))
            ? null
            : Violation.Invalid(field, "must be an IANA time zone, for example Europe/Berlin.");
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,50}\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex ZonePattern();
}
