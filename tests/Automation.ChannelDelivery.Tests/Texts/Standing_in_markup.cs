using System.Diagnostics;
using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Texts;

public sealed class Standing_in_markup
{
    // A hostile source of the largest size takes some milliseconds; when the square of it is worked on, many seconds.
    static readonly TimeSpan Generous = TimeSpan.FromMinutes(1);

    [Theory]
    // Blocks and comments that may show nothing stand between the attribute's beginning and the value.
    [InlineData("<a href=\"{{#if shopper.traits.x}}{{shopper.traits.x}}{{/if}}\">x</a>")]
    [InlineData("<a href=\"{{!x}}{{shopper.traits.x}}\">x</a>")]
    [InlineData("<a href=\" \n{{shopper.traits.x}}\">x</a>")]
    [InlineData("<a href=\"{{#if cart.coupon}}https://x.example/{{else}}{{cart.coupon}}{{/if}}\">x</a>")]
    [InlineData("<a href=\"{{#if cart.coupon}}https://x.example/{{/if}}{{shopper.traits.x}}\">x</a>")]
    [InlineData("<a href=\"{{#if cart.coupon}}{{else}}https://x.example/{{/if}}{{shopper.traits.x}}\">x</a>")]
    [InlineData("<a href=\"{{#unless cart.coupon}}{{#if shopper.first_name}}{{shopper.first_name}}{{/if}}{{/unless}}\">x</a>")]
    [InlineData("<a href=\"{{#each cart.lines}}{{title}}{{/each}}\">x</a>")]
    [InlineData("<a href=\"{{#each cart.lines}}/x{{else}}{{cart.coupon}}{{/each}}\">x</a>")]
    [InlineData("<a href=\"{{#each cart.lines}}/x{{/each}}{{cart.coupon}}\">x</a>")]
    [InlineData("<a href=\"{{money cart.total}}\">x</a>")]
    // What is no tag's end.
    [InlineData("<a title=\"Go >\" href=\"{{shopper.first_name}}\">x</a>")]
    [InlineData("<a title='Go >' href='{{shopper.first_name}}'>x</a>")]
    [InlineData("<a title=\"{{brand.name}} >\" href=\"{{shopper.first_name}}\">x</a>")]
    [InlineData("<a\ntitle=\">\"\nHREF\n=\n'{{shopper.first_name}}'>x</a>")]
    // What is no quote's end, or beginning.
    [InlineData("<a title=\"it's\" href={{shopper.traits.x}}>x</a>")]
    [InlineData("<a title='\"' href={{shopper.traits.x}}>x</a>")]
    [InlineData("<a title=it's {{shopper.traits.x}}>x</a>")]
    [InlineData("<!-- it's --><a href={{shopper.traits.x}}>x</a>")]
    [InlineData("<!-- <a title=\" --><a href={{shopper.traits.x}}>x</a>")]
    [InlineData("<title><a title=\"</title><a href={{shopper.traits.x}}>x</a>")]
    [InlineData("<{{!x}}a href={{shopper.traits.x}}>x</a>")]
    [InlineData("<a href=\"x\"{{shopper.traits.x}}>x</a>")]
    [InlineData("</p {{shopper.traits.x}}>")]
    // Outlook reads it.
    [InlineData("<!--[if mso]><a href=\"{{shopper.traits.x}}\">x</a><![endif]-->")]
    // The rest of the address is still open.
    [InlineData("<a href=\"https://{{shopper.traits.x}}\">x</a>")]
    [InlineData("<a href=\"//{{shopper.traits.x}}\">x</a>")]
    [InlineData("<a href=\"java{{shopper.traits.x}}\">x</a>")]
    // Every attribute that has addresses.
    [InlineData("<img src='{{shopper.traits.x}}' alt=''>")]
    [InlineData("<td background=\"{{shopper.traits.x}}\">x</td>")]
    [InlineData("<img alt=\"\" srcset=\"https://x.example/a.png 1x, {{shopper.traits.x}} 2x\">")]
    [InlineData("<video poster=\"{{shopper.traits.x}}\"></video>")]
    [InlineData("<button formaction=\"{{shopper.traits.x}}\">x</button>")]
    [InlineData("<svg><a xlink:href=\"{{shopper.traits.x}}\">x</a></svg>")]
    // What browsers run.
    [InlineData("<p title=\"it's\" OnClick='say(\"{{shopper.first_name}}\")'>x</p>")]
    [InlineData("<p onclick=\"{{#if cart.coupon}}x{{/if}}\">x</p>")]
    // Branches after which the HTML is not the same.
    [InlineData("<p title=\"{{#if cart.coupon}}\">{{else}}x{{/if}} {{shopper.traits.x}}")]
    [InlineData("<p title=\"{{#if cart.coupon}}x\" id=\"{{/if}}{{shopper.traits.x}}\">x</p>")]
    [InlineData("{{#if cart.coupon}}<a title=\"{{/if}} href={{shopper.traits.x}}")]
    [InlineData("<p title=\"{{link links.storefront shopper.first_name}}\">x</p>")]
    public void A_value_that_could_become_an_address_or_markup_is_refused(string html) =>
        Assert.Contains(Problems(html), problem => problem.Reason == "URL_UNSAFE");

    [Theory]
    [InlineData("<a href=\"{{links.storefront}}\" title='{{shopper.first_name}}'>{{shopper.first_name}}</a>")]
    [InlineData("<a href=\"{{#if links.storefront}}{{links.storefront}}{{else}}https://x.example/{{/if}}?name={{shopper.first_name}}\">x</a>")]
    [InlineData("<a HREF = \"https://x.example/?name={{shopper.first_name}}\">x</a>")]
    [InlineData("<a href=\"/hello/{{shopper.first_name}}\">x</a>")]
    [InlineData("<p title=\"Go > {{shopper.first_name}}\" class='{{#if cart.coupon}}a{{else}}b{{/if}}'>5 < 6, it's {{cart.coupon}}</p>")]
    [InlineData("{{#if cart.coupon}}<p class=\"a\">{{else}}<p>{{/if}}{{shopper.traits.x}}</p>")]
    [InlineData("{{#each cart.lines}}<img src=\"{{image_url}}\" alt=\"{{title}}\">{{/each}}")]
    [InlineData("<!DOCTYPE html><title>{{brand.name}}</title><!-- it's {{brand.name}} <a href= --><p>{{brand.name}}</p>")]
    [InlineData("<!--[if mso]><td width=\"{{cart.line_count}}\"><![endif]--><!--[if !mso]><!--><p>{{brand.name}}</p><!--<![endif]-->")]
    [InlineData("<img srcset=\"{{links.storefront}} 2x\" alt=\"\"><p data-href=\"{{shopper.first_name}}\">{{link links.storefront \"it's here\"}}</p>")]
    [InlineData("<p title='{{date message.time \"long\"}}' id=\"{{plural cart.line_count 'a' 'b'}}\">{{shopper.first_name}}</p>")]
    public void A_value_that_stays_what_it_is_is_accepted(string html) => Assert.Empty(Problems(html));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 1, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(4, 3, 1)]
    [InlineData(6, 4, 1)]
    [InlineData(99, 4, 1)]
    public void Places_are_lines_and_characters_also_at_their_ends(int offset, int line, int column) =>
        Assert.Equal((line, column), new SourceLines("ab\n\nc\n").PlaceOf(offset));

    public static TheoryData<string, string> Hostile => new()
    {
        { "<a x=\"", "{{shop.name}}" },
        { "<a x=", "{{shop.name}}\n" },
        { "<a href=\"", "{{shop.name}}" },
        { "", "<a href=\"{{shop.name}}\">" },
        { "", "<style" },
        { "", "<style>" },
        { "", "<style></style " },
        { "", "<img" },
        { "", "<img alt " },
        { "", "<body" },
        { "<html>", "<body" },
        { "", "<a" },
        { "", "<!--" },
        { "<!--[if", "-->" },
        { "<title>", "</title" },
        { "", "{{" },
        { "", "{{~" },
        { "", "{{!}} " },
        { "", "{{links.unsubscribe" },
        { "", "{{shop.nothing}}" },
        { "<style></style>", "{{shop.name}}" },
        { "<style></style>", "{{" },
        { "<style></style>", "<a" },
        { "<style></style><a x=\"", "{{shop.name}}" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Whatever_is_put_is_looked_at_in_little_time(string begin, string again)
    {
        var html = begin + string.Concat(Enumerable.Repeat(again, (100_000 - begin.Length) / again.Length));
        var definition = new TemplateDefinition
        {
            DisplayName = "A letter",
            SubjectKind = TemplateSubject.Cart,
            Texts = { new LocalizedText { Locale = "en", Subject = "x", HandCoded = new HandCoded { Html = html, Text = html[..50_000] } } },
        };
        var start = Stopwatch.GetTimestamp();
        TrialFindings.Check(definition);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Generous);
    }

    static IReadOnlyList<TextProblem> Problems(string html) => TextParser.Parse(html, Vocabulary.Of(TemplateSubject.Cart), isHtml: true).Problems;
}
