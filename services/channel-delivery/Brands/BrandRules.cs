using System.Text.RegularExpressions;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;
using Automation.Validation;

namespace Automation.ChannelDelivery.Brands;

/// <summary>Whether a brand is well-formed and can be read.</summary>
static partial class BrandRules
{
    const int MaxUrl = 2_048;

    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<Violation> Check(Brand brand)
    {
        var found = new ViolationList();
        if (brand.DisplayName.Length > 200)
            found.TooLong("brand.display_name", "must have at most 200 characters.");
        if (brand.FontStack.Length > 200 || !FontForm().IsMatch(brand.FontStack))
            found.Invalid("brand.font_stack", "takes at most 200 letters, digits, blanks, commas, hyphens and single quotes, such as Georgia, serif.");
        if (brand.ButtonRadius is < 0 or > 32)
            found.Invalid("brand.button_radius", "must be 0 to 32 pixels.");
        if (brand.Logo is { } logo)
            CheckLogo(logo, found);
        if (brand.Colors is { } colors)
            CheckColors(colors, found);
        CheckLists(brand, found);
        return found.Found;
    }

    static void CheckLogo(BrandLogo logo, ViolationList found)
    {
        if (logo.ImageUrl.Length == 0)
            found.Required("brand.logo.image_url");
        else if (!IsSecure(logo.ImageUrl))
            found.Invalid("brand.logo.image_url", $"must be an https address of at most {MaxUrl:N0} characters.");
        if (logo.DarkImageUrl.Length > 0 && !IsSecure(logo.DarkImageUrl))
            found.Invalid("brand.logo.dark_image_url", $"must be an https address of at most {MaxUrl:N0} characters.");
        if (string.IsNullOrWhiteSpace(logo.AltText))
            found.Required("brand.logo.alt_text");
        else if (logo.AltText.Length > 100)
            found.TooLong("brand.logo.alt_text", "must have at most 100 characters.");
        if (logo.Width is not (0 or (>= 16 and <= 600)))
            found.Invalid("brand.logo.width", "must be 16 to 600 pixels; 0 means 160.");
    }

    static void CheckColors(BrandColors colors, ViolationList found)
    {
        if (colors.Accent.Length == 0)
            found.Required("brand.colors.accent");
        foreach (var (field, color) in new[] { ("accent", colors.Accent), ("accent_text", colors.AccentText), ("dark_accent", colors.DarkAccent) })
        {
            if (color.Length > 0 && !BrandColor.IsOne(color))
                found.Invalid($"brand.colors.{field}", "must be a colour as #rrggbb, such as #0b5394.");
        }
        if (found.Found.Any(violation => violation.Field.StartsWith("brand.colors", StringComparison.Ordinal)))
            return;
        RequireContrast("accent", colors.Accent, "#ffffff", "white, on which its links stand", found);
        if (colors.AccentText.Length > 0)
            RequireContrast("accent_text", colors.AccentText, colors.Accent, "accent, on which the words of buttons stand", found);
        if (colors.DarkAccent.Length > 0)
            RequireContrast("dark_accent", colors.DarkAccent, BrandColor.DarkCard, $"{BrandColor.DarkCard}, on which it stands where mailboxes are dark", found);
    }

    static void RequireContrast(string field, string color, string on, string name, ViolationList found)
    {
        var contrast = BrandColor.Contrast(color, on);
        if (contrast < BrandColor.LeastContrast)
            found.Invalid($"brand.colors.{field}", FormattableString.Invariant($"has a contrast of {Math.Floor(contrast * 10) / 10:0.0} to {name}; choose one that reaches {BrandColor.LeastContrast}."));
    }

    static void CheckLists(Brand brand, ViolationList found)
    {
        if (brand.AddressLines.Count > 6)
            found.TooLong("brand.address_lines", "takes at most 6 lines.");
        for (var index = 0; index < brand.AddressLines.Count; index++)
            CheckLine($"brand.address_lines[{index}]", brand.AddressLines[index], 200, found);
        if (brand.Links.Count > 12)
            found.TooLong("brand.links", "takes at most 12 links.");
        var kinds = new HashSet<BrandLinkKind>();
        for (var index = 0; index < brand.Links.Count; index++)
            CheckLink($"brand.links[{index}]", brand.Links[index], kinds, found);
        for (var index = 0; index < brand.Advantages.Count; index++)
        {
            CheckLine($"brand.advantages[{index}].text", brand.Advantages[index].Text, 100, found);
            if (brand.Advantages[index].Locale.Length > 0 && Locales.Find(brand.Advantages[index].Locale) is null)
                found.Invalid($"brand.advantages[{index}].locale", "is no language; use one such as en or de-AT.");
        }
        if (brand.Advantages.GroupBy(advantage => advantage.Locale.ToLowerInvariant()).Any(group => group.Count() > 3))
            found.TooLong("brand.advantages", "takes at most three for each locale.");
    }

    static void CheckLink(string field, BrandLink link, HashSet<BrandLinkKind> kinds, ViolationList found)
    {
        if (link.Kind is BrandLinkKind.Unspecified)
            found.Required($"{field}.kind");
        else if (!Enum.IsDefined(link.Kind))
            found.Invalid($"{field}.kind", $"{(int)link.Kind} is not a kind; use one of BrandLinkKind.");
        else if (!kinds.Add(link.Kind) && link.Kind is not BrandLinkKind.Social)
            found.Invalid($"{field}.kind", "is in this list already; send one link for each kind.");
        if (link.Url.Length == 0)
            found.Required($"{field}.url");
        else if (WebAddress.Of(link.Url) is null)
            found.Invalid($"{field}.url", $"must be an http or https address of at most {MaxUrl:N0} characters.");
        if (link.Label.Length > 60)
            found.TooLong($"{field}.label", "must have at most 60 characters.");
        else if (link.Kind is BrandLinkKind.Social && string.IsNullOrWhiteSpace(link.Label))
            found.Required($"{field}.label");
    }

    static void CheckLine(string field, string text, int max, ViolationList found)
    {
        if (string.IsNullOrWhiteSpace(text))
            found.Required(field);
        else if (text.Length > max)
            found.TooLong(field, $"must have at most {max} characters.");
        else if (text.Any(char.IsControl))
            found.Invalid(field, "must be one line without control characters.");
    }

    static bool IsSecure(string url) => WebAddress.Of(url)?.StartsWith("https://", StringComparison.Ordinal) == true;

    [GeneratedRegex("^[A-Za-z0-9 ,'-]*$")]
    private static partial Regex FontForm();
}
