using Microsoft.Extensions.Options;

namespace Automation.Recommendations.Offers;

/// <summary>Section <c>Offers</c>: when a lower price or returned stock is worth a message. Instants go by the shop clock.</summary>
sealed class OfferOptions
{
    /// <summary>A price is told when it is so many percent below the price seen, and <see cref="MinUnits"/> at least.</summary>
    public int MinPercent { get; set; } = 10;

    /// <summary>Whole units of the currency.</summary>
    public int MinUnits { get; set; } = 5;

    /// <summary>A lower price must stand for so long. Longer spares more mistakes, and tells later.</summary>
    public TimeSpan PriceHold { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The same product is told again to the same shopper after so many days, or when it is <see cref="MinPercent"/> cheaper still.</summary>
    public int AgainAfterDays { get; set; } = 30;

    /// <summary>When more than this share of the catalog drops within 24 hours, nothing is told until a person chooses. 1: always told.</summary>
    public double CatalogShare { get; set; } = 0.3;

    /// <summary>So few drops are no mistake of the whole catalog, however small that is.</summary>
    public int CatalogFloor { get; set; } = 10;

    /// <summary>A product is back when it has so many units, where they are known.</summary>
    public int MinStock { get; set; } = 1;

    /// <summary>Stock must be there for so long.</summary>
    public TimeSpan StockHold { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What returns again within this time after it last returned waits for its end.</summary>
    public TimeSpan FlapGuard { get; set; } = TimeSpan.FromHours(24);

    /// <summary>So many people are told for each unit in stock.</summary>
    public int PeoplePerUnit { get; set; } = 3;

    /// <summary>So many people are told at a time where units are not known.</summary>
    public int WaveOfUnknown { get; set; } = 50;

    /// <summary>Time between two waves of one return.</summary>
    public TimeSpan WaveInterval { get; set; } = TimeSpan.FromMinutes(30);
}

sealed class OfferOptionsValidator : IValidateOptions<OfferOptions>
{
    public ValidateOptionsResult Validate(string? name, OfferOptions options)
    {
        if (options.MinPercent is < 1 or > 99)
            return ValidateOptionsResult.Fail("Offers:MinPercent must be within 1 to 99.");
        if (options.MinUnits < 0 || options.AgainAfterDays < 0 || options.CatalogFloor < 0)
            return ValidateOptionsResult.Fail("Offers:MinUnits, AgainAfterDays and CatalogFloor must not be negative.");
        if (options.CatalogShare is not (> 0 and <= 1))
            return ValidateOptionsResult.Fail("Offers:CatalogShare must be above 0 and at most 1.");
        if (options.MinStock < 1 || options.PeoplePerUnit < 1 || options.WaveOfUnknown < 1)
            return ValidateOptionsResult.Fail("Offers:MinStock, PeoplePerUnit and WaveOfUnknown must be at least 1.");
        if (options.PriceHold < TimeSpan.Zero || options.StockHold < TimeSpan.Zero || options.FlapGuard < TimeSpan.Zero)
            return ValidateOptionsResult.Fail("Offers:PriceHold, StockHold and FlapGuard must not be negative.");
        return options.WaveInterval > TimeSpan.Zero
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Offers:WaveInterval must be above zero.");
    }
}
