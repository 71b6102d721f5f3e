using System.Globalization;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;
using HandlebarsDotNet;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Texts;

public sealed class Reading_texts
{
    static readonly TextSetting English = new(CultureInfo.GetCultureInfo("en-GB"), TimeZoneInfo.Utc);

    [Theory]
    [InlineData("Hello {{shopper.first_name}}", "Hello Ada")]
    [InlineData("{{#if cart.coupon}}Code {{cart.coupon}}{{else}}No code{{/if}}", "No code")]
    [InlineData("{{#unless cart.coupon}}none{{/unless}}", "none")]
    [InlineData("{{#each cart.lines}}{{title}} x{{quantity}};{{/each}}", "Cup x2;Pot <1> x1;")]
    [InlineData("{{#each cart.lines}}{{#if sold_out}}gone{{else}}{{this.title}} of {{@root.shopper.first_name}},{{/if}}{{/each}}", "Cup of Ada,gone")]
    [InlineData("a\n{{#if shopper.first_name}}\n  b\n{{/if}}\nc", "a\n  b\nc")]
    [InlineData("a {{! said to nobody }}b", "a b")]
    [InlineData("a {{~#if cart.coupon~}} x {{~/if~}} b", "ab")]
    public void What_is_understood_is_rendered_as_Handlebars_renders_it(string source, string expected)
    {
        Assert.Equal(expected, Render(source, isHtml: false));
        var library = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = false });
        Assert.Equal(expected, library.Compile(source)(new
        {
            shopper = new { first_name = "Ada" },
            cart = new { lines = new[] { new { title = "Cup", quantity = 2, sold_out = false }, new { title = "Pot <1>", quantity = 1, sold_out = true } } },
        }));
    }

    [Theory]
    [InlineData("{{shoper.first_name}}", "VARIABLE_UNKNOWN", 1)]
    [InlineData("Hello\n  {{cart.totel}}", "VARIABLE_UNKNOWN", 9)]
    [InlineData("{{order.number}}", "VARIABLE_UNKNOWN", 1)]
    [InlineData("{{cart.lines}}", "VARIABLE_UNKNOWN", 1)]
    [InlineData("{{cart}}", "VARIABLE_UNKNOWN", 1)]
    [InlineData("{{#each cart.total}}x{{/each}}", "VARIABLE_UNKNOWN", 1)]
    [InlineData("{{#each cart.lines}}{{cart.total}}{{/each}}", "VARIABLE_UNKNOWN", 21)]
    [InlineData("{{cart.lines.title}}", "VARIABLE_UNKNOWN", 1)]
    [InlineData("{{lookup cart \"total\"}}", "HELPER_UNKNOWN", 1)]
    [InlineData("{{#with cart}}x{{/with}}", "HELPER_UNKNOWN", 1)]
    [InlineData("{{> footer}}", "HELPER_UNKNOWN", 1)]
    [InlineData("{{money shopper.first_name}}", "SYNTAX_INVALID", 1)]
    [InlineData("{{date message.time \"yyyy\"}}", "SYNTAX_INVALID", 1)]
    [InlineData("{{plural cart.line_count \"one\"}}", "SYNTAX_INVALID", 1)]
    [InlineData("{{link \"javascript:alert(1)\" \"x\"}}", "SYNTAX_INVALID", 1)]
    [InlineData("{{{cart.coupon}}}", "SYNTAX_INVALID", 1)]
    [InlineData("{{&cart.coupon}}", "SYNTAX_INVALID", 1)]
    [InlineData("Hello {{shopper.first_name", "SYNTAX_INVALID", 7)]
    [InlineData("{{#if cart.coupon}}x", "SYNTAX_INVALID", 1)]
    [InlineData("x{{/if}}", "SYNTAX_INVALID", 2)]
    [InlineData("{{#if cart.coupon}}{{#each cart.lines}}{{/if}}{{/each}}", "SYNTAX_INVALID", 40)]
    [InlineData("{{../cart.total}}", "SYNTAX_INVALID", 1)]
    [InlineData("{{}}", "SYNTAX_INVALID", 1)]
    [InlineData("{{ \" }}", "SYNTAX_INVALID", 1)]
    public void What_is_not_understood_is_refused_with_its_place(string source, string reason, int place)
    {
        var (_, problems) = TextParser.Parse(source, Vocabulary.Of(TemplateSubject.Cart), isHtml: false);
        Assert.Contains(problems, problem => problem.Reason == reason && problem.Offset == place - 1);
        Assert.All(problems, problem => Assert.Matches("[.}]$", problem.Detail));
    }

    [Fact]
    public void A_place_is_a_line_and_a_character()
    {
        const string Source = "Hello\n  {{cart.totel}}";
        var problem = Assert.Single(TextParser.Parse(Source, Vocabulary.Of(TemplateSubject.Cart), isHtml: false).Problems);
        Assert.Equal((2, 3), new SourceLines(Source).PlaceOf(problem.Offset));
    }

    [Theory]
    [InlineData("{{cart.coupon}}", "cart.coupon")]
    [InlineData("{{shopper.traits.city}}", "shopper.traits.city")]
    [InlineData("{{money cart.total}}", "cart.total")]
    [InlineData("{{#each cart.lines}}{{image_url}}{{/each}}", "image_url")]
    [InlineData("{{date shopper.traits.color}}", "shopper.traits.color")]
    [InlineData("{{plural shopper.traits.color \"a\" \"b\"}}", "shopper.traits.color")]
    public void A_variable_without_value_stops_the_text_and_leaves_no_hole(string source, string path)
    {
        var stopped = Assert.Throws<MissingVariableException>(() => Render(source, isHtml: false));
        Assert.Equal(path, stopped.Path);
        Assert.Contains("{{#if", stopped.Message);
    }

    [Theory]
    [InlineData("<a href=\"{{shopper.traits.color}}\">x</a>")]
    [InlineData("<p title={{shopper.first_name}}>x</p>")]
    [InlineData("<p {{#if cart.coupon}}class=\"a\"{{/if}}>x</p>")]
    [InlineData("<{{shopper.first_name}}>")]
    [InlineData("<p onclick=\"say('{{shopper.first_name}}')\">x</p>")]
    public void Values_are_let_into_markup_only_where_they_cannot_become_markup(string source) => Assert.Contains(
        TextParser.Parse(source, Vocabulary.Of(TemplateSubject.Cart), isHtml: true).Problems, problem => problem.Reason == "URL_UNSAFE");

    [Fact]
    public void Values_are_never_markup()
    {
        var variables = Variables();
        variables.Set("shopper", new Variables().Set("first_name", "<script>alert(\"1\")</script>'"));
        Assert.Equal(
            "<b title=\"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;\">",
            Parse("<b title=\"{{shopper.first_name}}\">", isHtml: true).Render(variables, English));
    }

    [Fact]
    public void Work_and_output_have_limits()
    {
        var deep = string.Concat(Enumerable.Repeat("{{#if cart.total}}", 50)) + string.Concat(Enumerable.Repeat("{{/if}}", 50));
        Assert.Contains(Problems(deep), problem => problem.Reason == "TEMPLATE_TOO_COSTLY");
        var loops = string.Concat(Enumerable.Repeat("{{#each cart.lines}}", 3)) + "x" + string.Concat(Enumerable.Repeat("{{/each}}", 3));
        Assert.Contains(Problems(loops), problem => problem.Reason == "TEMPLATE_TOO_COSTLY");
        var wide = $"{{{{#each cart.lines}}}}{string.Concat(Enumerable.Repeat("{{title}}", 2_000))}{{{{/each}}}}";
        Assert.Contains(Problems(wide), problem => problem.Reason == "TEMPLATE_TOO_COSTLY");
        var longText = $"{{{{#each cart.lines}}}}{new string('x', 60_000)}{{{{/each}}}}";
        Assert.Throws<TextTooLongException>(() => Render(longText, isHtml: false));
    }

    [Theory]
    [InlineData("en-GB", "Europe/London", "{{money cart.total}}, {{date message.time \"day\"}}, {{date message.time \"time\"}}", "€1,234.50, 10 March, 22:30")]
    [InlineData("de-DE", "Europe/Berlin", "{{cart.total}}, {{date message.time \"day\"}}, {{date message.time \"time\"}}", "1.234,50 €, 10. März, 23:30")]
    [InlineData("en-US", "America/New_York", "{{date message.time \"short\"}}", "3/10/2026")]
    [InlineData("ja-JP", "Asia/Tokyo", "{{date message.time \"short\"}}", "2026/03/11")]
    [InlineData("de-CH", "Europe/Zurich", "{{date shopper.traits.birthday \"day\"}}", "24. Dezember")]
    [InlineData("fr-FR", "UTC", "{{plural cart.line_count \"# chose\" \"# choses\"}}", "2 choses")]
    [InlineData("en-GB", "UTC", "{{link links.storefront \"our shop\"}}", "our shop (https://shop.example.com/)")]
    public void Amounts_dates_and_counts_are_set_as_the_language_has_it(string culture, string zone, string source, string expected)
    {
        var setting = new TextSetting(CultureInfo.GetCultureInfo(culture), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var text = Parse(source, isHtml: false).Render(Variables(), setting);
        // ICU sets blanks that do not break.
        Assert.Equal(expected, text.Replace('\u00a0', ' ').Replace('\u202f', ' '));
    }

    [Theory]
    [InlineData("fa", "0001-01-01", "D", "1")]
    [InlineData("ar-SA", "0001-01-01", "D", "1")]
    [InlineData("ar-SA", "2100-01-01", "long", "2100")]
    [InlineData("ar-SA", "2100-01-01T12:00:00Z", "full", "2100")]
    [InlineData("ar-SA", "2100-01-01", "day", "1")]
    public void A_date_that_the_languages_calendar_lacks_is_set_by_the_Gregorian_one(string culture, string date, string format, string shown)
    {
        var variables = new Variables().Set("shopper", new Variables().Set("traits", new Variables().Set("birthday", date)));
        var source = format == "D" ? "{{date shopper.traits.birthday}}" : $"{{{{date shopper.traits.birthday \"{format}\"}}}}";
        var text = Parse(source, isHtml: false).Render(variables, new TextSetting(CultureInfo.GetCultureInfo(culture), TimeZoneInfo.Utc));
        Assert.Contains(shown, string.Concat(text.Select(letter => char.IsDigit(letter) ? $"{char.GetNumericValue(letter)}" : $"{letter}")));
    }

    [Fact]
    public void A_time_that_the_languages_calendar_lacks_is_set_by_the_Gregorian_one()
    {
        var variables = new Variables().Set("message", new Variables().Set("time", new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var text = Parse("{{message.time}}", isHtml: false).Render(variables, new TextSetting(CultureInfo.GetCultureInfo("ar-SA"), TimeZoneInfo.Utc));
        Assert.Contains("2100", string.Concat(text.Select(letter => char.IsDigit(letter) ? $"{char.GetNumericValue(letter)}" : $"{letter}")));
    }

    static IReadOnlyList<TextProblem> Problems(string source) => TextParser.Parse(source, Vocabulary.Of(TemplateSubject.Cart), isHtml: false).Problems;

    static TextTemplate Parse(string source, bool isHtml)
    {
        var (template, problems) = TextParser.Parse(source, Vocabulary.Of(TemplateSubject.Cart), isHtml);
        Assert.Empty(problems);
        return template;
    }

    static string Render(string source, bool isHtml) => Parse(source, isHtml).Render(Variables(isBare: true), English);

    static Variables Variables(bool isBare = false) => new Variables()
        .Set("shopper", new Variables().Set("first_name", "Ada").Set("traits", new Variables().Set("color", "red").Set("birthday", "1815-12-24")))
        .Set("links", new Variables().Set("storefront", "https://shop.example.com/"))
        .Set("message", new Variables().Set("time", new DateTimeOffset(2026, 3, 10, 22, 30, 0, TimeSpan.Zero)))
        .Set("cart", new Variables()
            .Set("total", isBare ? null : new Commerce.V1.Money { CurrencyCode = "EUR", Units = 1234, Nanos = 500_000_000 })
            .Set("line_count", 2L)
            .Set("lines", new List<Variables>
            {
                new Variables().Set("title", "Cup").Set("quantity", 2L).Set("sold_out", false),
                new Variables().Set("title", "Pot <1>").Set("quantity", 1L).Set("sold_out", true),
            }));
}
