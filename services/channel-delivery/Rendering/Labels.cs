namespace Automation.ChannelDelivery.Rendering;

/// <summary>The words that messages bring along, in the languages that are shipped.</summary>
sealed record Labels
{
    public required string Total { get; init; }

    public required string SoldOut { get; init; }

    /// <summary>Of a number that stands for <c>#</c>.</summary>
    public required string More { get; init; }

    /// <summary>Instead of a price that is not known.</summary>
    public required string SeeShop { get; init; }

    /// <summary>Before a former price, for those who do not see that it is struck out.</summary>
    public required string Formerly { get; init; }

    public required string Coupon { get; init; }

    public required string Refunded { get; init; }

    public required string Questions { get; init; }

    public required string Help { get; init; }

    public required string Delivery { get; init; }

    public required string Returns { get; init; }

    public required string Privacy { get; init; }

    public required string Imprint { get; init; }

    public required string Unsubscribe { get; init; }

    /// <summary>Of a step that is behind.</summary>
    public required string Done { get; init; }

    static readonly Dictionary<string, Labels> s_byLanguage = new()
    {
        ["en"] = new()
        {
            Total = "Total", SoldOut = "sold out", More = "and # more", SeeShop = "see shop", Formerly = "was", Coupon = "Coupon",
            Refunded = "Refunded", Questions = "Any questions? We are happy to help.", Help = "Help and contact", Delivery = "Delivery",
            Returns = "Returns", Privacy = "Privacy", Imprint = "About us", Unsubscribe = "Unsubscribe from marketing e-mail", Done = "done",
        },
        ["de"] = new()
        {
            Total = "Summe", SoldOut = "ausverkauft", More = "und # weitere", SeeShop = "siehe Shop", Formerly = "zuvor", Coupon = "Gutschein",
            Refunded = "Erstattet", Questions = "Noch Fragen? Wir helfen gern.", Help = "Hilfe und Kontakt", Delivery = "Lieferung",
            Returns = "Rückgabe", Privacy = "Datenschutz", Imprint = "Impressum", Unsubscribe = "Werbe-E-Mails abbestellen", Done = "erledigt",
        },
        ["fr"] = new()
        {
            Total = "Total", SoldOut = "épuisé", More = "et # de plus", SeeShop = "voir la boutique", Formerly = "au lieu de", Coupon = "Code promo",
            Refunded = "Remboursé", Questions = "Une question ? Nous sommes là pour vous.", Help = "Aide et contact", Delivery = "Livraison",
            Returns = "Retours", Privacy = "Confidentialité", Imprint = "Mentions légales", Unsubscribe = "Se désabonner des e-mails publicitaires", Done = "fait",
        },
        ["es"] = new()
        {
            Total = "Total", SoldOut = "agotado", More = "y # más", SeeShop = "ver en la tienda", Formerly = "antes", Coupon = "Cupón",
            Refunded = "Reembolsado", Questions = "¿Alguna pregunta? Estamos para ayudarle.", Help = "Ayuda y contacto", Delivery = "Envío",
            Returns = "Devoluciones", Privacy = "Privacidad", Imprint = "Aviso legal", Unsubscribe = "Darse de baja de los correos publicitarios", Done = "hecho",
        },
    };

    /// <summary>Those of a locale's language, else the English ones.</summary>
    public static Labels Of(string locale) => s_byLanguage.GetValueOrDefault(Locales.LanguageOf(locale)) ?? s_byLanguage["en"];
}
