using System.Globalization;
using System.Text.RegularExpressions;
using Automation.ChannelDelivery.Channels.Email;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Templates;

public sealed class Rendering_blocks
{
    [Fact]
    public void A_cart_is_shown_in_both_parts_with_link_and_footer()
    {
        var mail = Letters.Render(
            Letters.Of(
                TemplateSubject.Cart, Letters.Headline("Your cart is saved"), Letters.CartLines(), Letters.Button("Back to my cart", ButtonTarget.RecoverCart)),
            Letters.Facts());
        Assert.Equal("Your cart is saved", mail.Subject);
        Assert.Contains("""
            Your cart is saved

            * WHITE HANGING HEART
              6 × £2.55 = £15.30
            * REGENCY CAKESTAND
              1 × £12.75 = £12.75

            Total: £28.05

            Back to my cart:
            https://go.example.com/r/TOKEN
            """, mail.Text);
        Assert.EndsWith("-- \nAda's Gifts\n1 High Street, London\n\nUnsubscribe from marketing e-mail:\nhttps://go.example.com/u/TOKEN\n", mail.Text);
        Assert.Contains("<a class=\"button\" href=\"https://go.example.com/r/TOKEN\"", mail.Html);
        Assert.Contains("min-height:44px", mail.Html);
        Assert.Contains("prefers-color-scheme:dark", mail.Html);
        Assert.Contains("max-width:479px", mail.Html);
        Assert.True(mail.Html.IndexOf("go.example.com/u/TOKEN", StringComparison.Ordinal) > mail.Html.IndexOf("1 High Street", StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_nothing_to_show_leaves_no_gap()
    {
        var bare = Letters.Render(Letters.Of(TemplateSubject.Cart, Letters.CartLines()), Letters.Facts());
        var dropped = Letters.Render(
            Letters.Of(
                TemplateSubject.Cart, Letters.CartLines(), Letters.Paragraph("{{#if cart.coupon}}Your code {{cart.coupon}} is in it.{{/if}}"),
                new Block { Advantages = new AdvantagesBlock() }, new Block { Help = new HelpBlock() }, new Block { Recommendations = new RecommendationsBlock() },
                Letters.Button("More", ButtonTarget.Url, "{{#if shopper.traits.page}}{{shopper.traits.page}}{{/if}}")),
            Letters.Facts());
        Assert.Equal((bare.Html, bare.Text), (dropped.Html, dropped.Text));
    }

    [Fact]
    public void A_message_whose_core_has_nothing_to_show_is_not_sent()
    {
        var definition = Letters.Of(TemplateSubject.None, Letters.Paragraph("Hello"), new Block { Required = true, Recommendations = new RecommendationsBlock() });
        Assert.Equal("CONTENT_EMPTY", Letters.Stop(definition, Letters.Facts()).Reason);
        var nothing = Letters.Of(TemplateSubject.None, Letters.Paragraph("{{#if shopper.first_name}}Hello{{/if}}"));
        Assert.Equal("CONTENT_EMPTY", Letters.Stop(nothing, Letters.Facts()).Reason);
        Assert.Equal("CONTENT_EMPTY", Letters.Stop(Letters.Of(TemplateSubject.Order, Letters.OrderLines()), Letters.Facts(new() { Order = new MessageOrder { OrderId = "1" } })).Reason);
    }

    [Theory]
    [InlineData(TemplateSubject.Cart)]
    [InlineData(TemplateSubject.Order)]
    [InlineData(TemplateSubject.Products)]
    public void A_message_about_something_else_is_not_sent(TemplateSubject subject)
    {
        var core = subject switch { TemplateSubject.Cart => Letters.CartLines(), TemplateSubject.Order => Letters.OrderLines(), _ => Letters.Products() };
        var stopped = Letters.Stop(Letters.Of(subject, core), Letters.Facts(new MessageContent()));
        Assert.Equal("CONTENT_MISSING", stopped.Reason);
        Assert.Contains("the shopper alone", stopped.Detail);
    }

    [Fact]
    public void A_missing_variable_stops_the_message_and_says_which()
    {
        var stopped = Letters.Stop(Letters.Of(TemplateSubject.Cart, Letters.Paragraph("Hello {{shopper.first_name}}"), Letters.CartLines()), Letters.Facts());
        Assert.Equal("VARIABLE_MISSING", stopped.Reason);
        Assert.Contains("'shopper.first_name'", stopped.Detail);
        var named = Letters.Render(
            Letters.Of(TemplateSubject.Cart, Letters.Paragraph("Hello {{shopper.first_name}}"), Letters.CartLines()), Letters.Facts().With(("first_name", "Ada")));
        Assert.Contains("Hello Ada", named.Text);
    }

    [Fact]
    public void A_link_in_a_text_is_a_link_and_the_words_around_it_are_words()
    {
        var mail = Letters.Render(
            Letters.Of(TemplateSubject.None, Letters.Paragraph("1 < 2 & <b>\nSee {{link links.unsubscribe \"No more <mails>\"}}.")), Letters.Facts());
        Assert.Contains("1 &lt; 2 &amp; &lt;b&gt;<br>See <a class=\"accent\" style=\"color:#0b5394\" href=\"https://go.example.com/u/TOKEN\">No more &lt;mails&gt;</a>.", mail.Html);
        Assert.Contains("1 < 2 & <b>\nSee No more <mails> (https://go.example.com/u/TOKEN).", mail.Text);
    }

    [Fact]
    public void An_order_is_shown_as_it_was_bought()
    {
        var facts = Letters.Facts(Letters.Order()) with { Products = Letters.Catalog(Letters.Sold("85123A", 99, Availability.OutOfStock)) };
        var definition = Letters.Of(
            TemplateSubject.Order, Letters.Headline("Order {{order.number}} is on its way"), Letters.Paragraph("{{order.carrier}} brings it."), Letters.OrderLines(),
            Letters.Button("Follow it", ButtonTarget.Tracking));
        var mail = Letters.Render(definition, facts with { UnsubscribeUrl = null });
        Assert.Contains("Order 1001 is on its way", mail.Text);
        Assert.Contains("Royal Mail brings it.", mail.Text);
        Assert.Contains("6 × £2.55 = £15.30", mail.Text);
        Assert.Contains("Total: £31.99", mail.Text);
        Assert.Contains("https://parcels.example.com/1001", mail.Text);
        Assert.DoesNotContain("sold out", mail.Text);
        Assert.DoesNotContain("nsubscribe", mail.Html + mail.Text);
        var refund = Letters.Order();
        refund.Order.Refunded = Samples.Pounds(5);
        Assert.Contains("Refunded: £5.00", Letters.Render(definition, Letters.Facts(refund)).Text);
    }

    [Fact]
    public void Products_cost_what_they_cost_now_and_those_that_cannot_be_bought_are_left_out()
    {
        var facts = Letters.Facts(Letters.About(false, Letters.Product("cup", 20), Letters.Product("pot"), Letters.Product("pan"))) with
        {
            Products = Letters.Catalog(Letters.Sold("cup", 15), Letters.Sold("pot", 25, Availability.OutOfStock), Letters.Sold("pan", 30)),
        };
        var mail = Letters.Render(Letters.Of(TemplateSubject.Products, Letters.Headline("{{product.title}} now costs {{product.price}}"), Letters.Products()), facts);
        Assert.Contains("cup of the catalog now costs £15.00", mail.Text);
        Assert.Contains("* cup of the catalog, £15.00 (was £20.00)\n  https://gifts.example.com/cup\n", mail.Text);
        Assert.Contains("* pan of the catalog, £30.00\n", mail.Text);
        Assert.DoesNotContain("pot", mail.Text);
        Assert.Contains("<s class=\"muted\"", mail.Html);
    }

    [Fact]
    public void Where_only_what_is_reduced_counts_a_price_that_is_back_up_leaves()
    {
        var content = Letters.About(true, Letters.Product("cup", 20), Letters.Product("pot", 20));
        var definition = Letters.Of(TemplateSubject.Products, Letters.Products());
        var one = Letters.Facts(content) with { Products = Letters.Catalog(Letters.Sold("cup", 20), Letters.Sold("pot", 19)) };
        var mail = Letters.Render(definition, one);
        Assert.DoesNotContain("cup", mail.Text);
        Assert.Contains("pot of the catalog, £19.00 (was £20.00)", mail.Text);
        var none = Letters.Facts(content) with { Products = Letters.Catalog(Letters.Sold("cup", 20), Letters.Sold("pot", 21)) };
        Assert.Equal("PRICE_NOT_LOWER", Letters.Stop(definition, none).Reason);
        Assert.Equal(CartStock.NotReduced, Stock.Of(content, none.Products));
        var gone = Letters.Facts(content) with { Products = Letters.Catalog(Letters.Sold("cup", 1, Availability.OutOfStock), Letters.Sold("pot", 1, Availability.OutOfStock)) };
        Assert.Equal("NOTHING_AVAILABLE", Letters.Stop(definition, gone).Reason);
        Assert.Equal(CartStock.SoldOut, Stock.Of(content, gone.Products));
        Assert.Equal(CartStock.Unknown, Stock.Of(content, null));
    }

    [Fact]
    public void The_brand_is_seen_everywhere()
    {
        var brand = new Brand
        {
            DisplayName = "Ada & Co",
            Logo = new BrandLogo { ImageUrl = "https://img.example.com/logo.png", DarkImageUrl = "https://img.example.com/dark.png", AltText = "Ada & Co" },
            Colors = new BrandColors { Accent = "#7a1f5c" },
            AddressLines = { "1 High Street", "London" },
            Links =
            {
                new BrandLink { Kind = BrandLinkKind.Help, Url = "https://gifts.example.com/help" },
                new BrandLink { Kind = BrandLinkKind.Privacy, Url = "https://gifts.example.com/privacy" },
            },
            Advantages = { new BrandAdvantage { Text = "30 days to return" }, new BrandAdvantage { Text = "30 Tage Rückgabe", Locale = "de" } },
        };
        var definition = Letters.Of(TemplateSubject.Cart, Letters.CartLines(), new Block { Advantages = new AdvantagesBlock() }, new Block { Help = new HelpBlock() });
        var mail = Letters.Render(definition, Letters.Facts() with { Brand = brand });
        Assert.Contains("alt=\"Ada &amp; Co\"", mail.Html);
        Assert.Contains("only-dark", mail.Html);
        Assert.Contains("#7a1f5c", mail.Html);
        Assert.Contains("+ 30 days to return", mail.Text);
        Assert.DoesNotContain("Rückgabe", mail.Text);
        Assert.Contains("Help and contact: https://gifts.example.com/help", mail.Text);
        Assert.EndsWith("-- \nAda & Co\n1 High Street\nLondon\nPrivacy: https://gifts.example.com/privacy\n\nUnsubscribe from marketing e-mail:\nhttps://go.example.com/u/TOKEN\n", mail.Text);
    }

    [Theory]
    [InlineData("de-AT", "de", "Summe: € 28,05")]
    [InlineData("de_DE", "de", "Summe: 28,05 €")]
    [InlineData("en-GB", "en", "Total: €28.05")]
    [InlineData("fr", "fr-CA", "Total: 28,05 €")]
    [InlineData("pl", "en", "Total: €28.05")]
    [InlineData(null, "en", "Total: €28.05")]
    [InlineData("no such; locale", "en", "Total: €28.05")]
    public void The_text_of_the_shoppers_language_is_chosen_and_set_so(string? locale, string chosen, string total)
    {
        var definition = Letters.In("en", TemplateSubject.Cart, Letters.CartLines());
        definition.Texts.Add(Letters.Text("de", "Ihr Warenkorb", Letters.CartLines()));
        definition.Texts.Add(Letters.Text("fr-CA", "Votre panier", Letters.CartLines()));
        var content = Samples.Content();
        foreach (var line in content.Cart.Lines)
            line.UnitPrice.CurrencyCode = "EUR";
        var facts = locale is null ? Letters.Facts(content) : Letters.Facts(content).With(("locale", locale));
        var mail = Letters.Render(definition, facts);
        Assert.Equal(chosen, mail.Locale);
        Assert.Contains(total, mail.Text.Replace('\u00a0', ' ').Replace('\u202f', ' '));
        Assert.Contains($"<html lang=\"{chosen}\" dir=\"ltr\">", mail.Html);
    }

    [Fact]
    public void Right_to_left_is_right_to_left()
    {
        var mail = Letters.Render(Letters.In("ar", TemplateSubject.Cart, Letters.Headline("سلتك محفوظة"), Letters.CartLines()), Letters.Facts());
        Assert.Contains("dir=\"rtl\"", mail.Html);
        Assert.Contains("align=\"right\"", mail.Html);
    }

    [Fact]
    public void Hostile_titles_and_traits_are_text_on_one_line_and_not_long()
    {
        var evil = $"<script>alert(1)</script>\r\nBcc: eve@evil.example\0{new string('x', 1_000_000)}";
        var cart = new MessageContent { Cart = new MessageCart { CartId = "c", Coupon = evil, Lines = { Samples.Line("p", evil, 1, 1, 0) } } };
        cart.Cart.Lines[0].ImageUrl = "javascript:alert(1)";
        var definition = Letters.Of(
            TemplateSubject.Cart, Letters.Headline("Hello {{shopper.first_name}}"), Letters.Paragraph("{{shopper.traits.bio}} {{cart.first_item}}"), Letters.CartLines(),
            Letters.Button("{{shopper.traits.bio}}", ButtonTarget.Url, "{{links.storefront}}{{shopper.traits.bio}}"));
        definition.Texts[0].Subject = "{{shopper.first_name}}, {{cart.first_item}}";
        var facts = Letters.Facts(cart).With(("first_name", evil), ("bio", evil), ("locale", evil), ("time_zone", evil));
        facts.Shop.DisplayName = evil;
        var mail = Letters.Render(definition, facts);
        Assert.DoesNotContain("<script", mail.Html);
        Assert.DoesNotContain("javascript:", mail.Html);
        Assert.DoesNotContain(mail.Subject, letter => char.IsControl(letter));
        Assert.InRange(mail.Subject.Length, 1, 450);
        Assert.DoesNotContain("\nBcc:", mail.Text);
        Assert.InRange(mail.Size, 1, MailSize.MaxBytes);
        var rendered = Samples.Rendered() with { Subject = mail.Subject, Html = mail.Html, Text = mail.Text };
        Assert.DoesNotContain(MimeMail.Build(rendered, _ => ValueTask.FromResult(true)).Headers, header => header.Field == "Bcc");
    }

    [Fact]
    public void A_long_cart_is_cut_so_that_the_links_are_seen()
    {
        var content = new MessageContent { Cart = new MessageCart { CartId = "c" } };
        foreach (var index in Enumerable.Range(0, 500))
        {
            var line = Samples.Line($"p-{index}", new string('ü', 190), 1, 1, 0);
            (line.ImageUrl, line.ProductUrl) = ($"https://img.example.com/{new string('a', 2_000)}", $"https://gifts.example.com/{new string('b', 2_000)}");
            content.Cart.Lines.Add(line);
        }
        var mail = Letters.Render(Letters.Of(TemplateSubject.Cart, Letters.CartLines(20)), Letters.Facts(content));
        Assert.InRange(mail.Size, 1, MailSize.MaxBytes);
        Assert.Matches(@"and 49\d more", mail.Text);
        Assert.Contains("go.example.com/u/TOKEN", mail.Html);
    }

    [Fact]
    public void What_finds_no_room_however_few_lines_it_has_is_not_sent() => Assert.Equal(
        "CONTENT_TOO_LARGE",
        Letters.Stop(
            Letters.Of(TemplateSubject.None, [.. Enumerable.Repeat(Letters.Paragraph(new string('ü', 9_000)), 12)]), Letters.Facts()).Reason);

    [Fact]
    public void Hand_coded_messages_get_their_styles_inlined_and_the_footer()
    {
        var definition = Letters.Of(TemplateSubject.Cart);
        definition.Texts[0].HandCoded = new HandCoded
        {
            Html = """
                <html><head><style>td.sum { font-weight: bold } @media (max-width:479px) { .sum { color: red } }</style></head><body class="x">
                <table>{{#each cart.lines}}<tr><td class="sum" title="{{title}}">{{title}}</td></tr>{{/each}}</table>
                <a href="{{links.recover}}">Back</a></body></html>
                """,
            Text = "{{#each cart.lines}}\n* {{title}}\n{{/each}}\n{{links.recover}}\n",
        };
        var mail = Letters.Render(definition, Letters.Facts());
        Assert.Contains("<td class=\"sum\" title=\"REGENCY CAKESTAND\" style=\"font-weight: bold\">REGENCY CAKESTAND</td>", mail.Html);
        Assert.Contains("@media", mail.Html);
        Assert.Contains("href=\"https://go.example.com/r/TOKEN\"", mail.Html);
        Assert.Contains("go.example.com/u/TOKEN", mail.Html);
        Assert.StartsWith("* WHITE HANGING HEART\n* REGENCY CAKESTAND\nhttps://go.example.com/r/TOKEN\n", mail.Text);
        Assert.Contains("go.example.com/u/TOKEN", mail.Text);
        Assert.DoesNotContain("hbs", mail.Html);
    }

    [Theory]
    [InlineData("{{#if shopper.first_name}}<a href=\"{{links.unsubscribe}}\">x</a> {{brand.address}}{{/if}}", "{{#if shopper.first_name}}{{links.unsubscribe}} {{brand.address}}{{/if}}")]
    [InlineData("<a href=\"{{links.unsubscribe}}\">x</a> {{#if shopper.first_name}}{{shop.address}}{{/if}}", "{{links.unsubscribe}} {{#if shopper.first_name}}{{shop.address}}{{/if}}")]
    [InlineData("{{#if shopper.first_name}}{{link links.unsubscribe \"x\"}}{{/if}} {{brand.address}}", "{{#if shopper.first_name}}{{link links.unsubscribe \"x\"}}{{/if}} {{brand.address}}")]
    public void The_footer_stands_once_also_where_the_template_has_it_for_some_shoppers_only(string html, string text)
    {
        var definition = Letters.Of(TemplateSubject.Cart);
        definition.Texts[0].HandCoded = new HandCoded { Html = $"<p>x</p>{html}", Text = $"x {text}" };
        Assert.Empty(TrialFindings.Check(definition).Findings);
        var facts = Letters.Facts() with { UnsubscribeUrl = new Uri("https://go.example.com/u/TOKEN?a=1&b=2") };
        var nameless = Letters.Render(definition, facts);
        Assert.Contains("https://go.example.com/u/TOKEN?a=1&amp;b=2", nameless.Html);
        Assert.Contains("1 High Street", nameless.Html);
        Assert.Contains("https://go.example.com/u/TOKEN?a=1&b=2", nameless.Text);
        Assert.Contains("\n-- \n", nameless.Text);
        Assert.Contains("1 High Street", nameless.Text);

        var named = Letters.Render(definition, facts.With(("first_name", "Ada")));
        Assert.Single(Regex.Matches(named.Html, "TOKEN"));
        Assert.Single(Regex.Matches(named.Text, "TOKEN"));
        Assert.DoesNotContain("\n-- \n", named.Text);
        // What one cannot unsubscribe from needs the address alone.
        definition.Texts[0].HandCoded = new HandCoded { Html = "<p>{{#if links.unsubscribe}}{{links.unsubscribe}}{{/if}}{{brand.address}}</p>", Text = "{{#if links.unsubscribe}}{{links.unsubscribe}}{{/if}}{{brand.address}}" };
        Assert.Equal("1 High Street, London", Letters.Render(definition, facts with { UnsubscribeUrl = null }).Text);
    }

    [Theory]
    [InlineData("fa", null, "0001-01-01")]
    [InlineData("ar", "ar-SA", "2100-01-01")]
    public void A_birthday_that_the_languages_calendar_lacks_does_not_stop_the_message(string locale, string? shoppers, string birthday)
    {
        var definition = Letters.In(locale, TemplateSubject.Cart, Letters.Paragraph("{{date shopper.traits.birthday}}"), Letters.CartLines());
        Letters.Render(definition, Letters.Facts().With(("birthday", birthday), ("locale", shoppers ?? locale)));
    }

    [Theory]
    [InlineData("CHF", "de-CH", "CHF 1’234.50")]
    [InlineData("CHF", "en-US", "CHF 1,234.50")]
    [InlineData("USD", "de-DE", "1.234,50 $")]
    [InlineData("JPY", "ja-JP", "￥1,235")]
    [InlineData("EUR", "ar-EG", "€")]
    public void Amounts_are_set_as_the_language_has_it(string currency, string culture, string expected) => Assert.Contains(
        expected,
        MoneyText.Format(new Money { CurrencyCode = currency, Units = 1234, Nanos = 500_000_000 }, CultureInfo.GetCultureInfo(culture))
            .Replace('\u00a0', ' ').Replace('\u202f', ' '));
}
