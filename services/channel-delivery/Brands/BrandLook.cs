using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;
using Automation.Ingestion.V1;

namespace Automation.ChannelDelivery.Brands;

/// <summary>How a shop looks, with what it left open filled in.</summary>
sealed record BrandLook
{
    const string Sans = "Helvetica,Arial,sans-serif";
    const int DefaultLogoWidth = 160;

    public required string Name { get; init; }

    public required IReadOnlyList<string> AddressLines { get; init; }

    public required string Accent { get; init; }

    public required string AccentText { get; init; }

    public required string DarkAccent { get; init; }

    public required string FontStack { get; init; }

    public required int ButtonRadius { get; init; }

    /// <summary>Null: the name as text.</summary>
    public required BrandLogo? Logo { get; init; }

    public required IReadOnlyList<BrandLink> Links { get; init; }

    public required IReadOnlyList<BrandAdvantage> Advantages { get; init; }

    /// <param name="brand">As it was put, or an empty one.</param>
    /// <param name="shop">Whose it is.</param>
    public static BrandLook Of(Brand brand, Shop shop)
    {
        var accent = brand.Colors is { Accent.Length: > 0 } colors ? colors.Accent : "#0b5394";
        return new BrandLook
        {
            Name = ShownText.Title(brand.DisplayName) ?? ShownText.Title(shop.DisplayName) ?? shop.ShopId,
            AddressLines = brand.AddressLines.Count > 0 ? [.. brand.AddressLines.Select(SingleLine.Of)] : [SingleLine.Of(shop.PostalAddress)],
            Accent = accent,
            AccentText = brand.Colors is { AccentText.Length: > 0 } words ? words.AccentText : BrandColor.WordsOn(accent),
            DarkAccent = brand.Colors is { DarkAccent.Length: > 0 } dark ? dark.DarkAccent : BrandColor.ForDark(accent),
            FontStack = brand.FontStack.Length > 0 ? brand.FontStack : Sans,
            ButtonRadius = brand.ButtonRadius,
            Logo = brand.Logo is { } logo
                ? new BrandLogo { ImageUrl = logo.ImageUrl, DarkImageUrl = logo.DarkImageUrl, AltText = logo.AltText, Width = logo.Width == 0 ? DefaultLogoWidth : logo.Width }
                : null,
            Links = brand.Links,
            Advantages = brand.Advantages,
        };
    }

    public string? LinkTo(BrandLinkKind kind) => Links.FirstOrDefault(link => link.Kind == kind)?.Url;

    /// <summary>The advantages for a language: its own, else those for all.</summary>
    public IReadOnlyList<string> AdvantagesIn(string locale)
    {
        var language = Locales.LanguageOf(locale);
        var own = Advantages.Where(advantage => advantage.Locale.Length > 0 && Locales.LanguageOf(advantage.Locale) == language).ToList();
        return [.. (own.Count > 0 ? own : Advantages.Where(advantage => advantage.Locale.Length == 0)).Select(advantage => SingleLine.Of(advantage.Text))];
    }
}
