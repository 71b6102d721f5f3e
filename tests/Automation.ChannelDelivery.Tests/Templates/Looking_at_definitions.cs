using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Templates;

public sealed class Looking_at_definitions
{
    public static TheoryData<Action<TemplateDefinition>, string, string> Mistakes => new()
    {
        { it => it.DisplayName = " ", "FIELD_REQUIRED", "display_name" },
        { it => it.SubjectKind = TemplateSubject.Unspecified, "FIELD_REQUIRED", "subject_kind" },
        { it => it.Texts.Clear(), "FIELD_REQUIRED", "texts" },
        { it => it.Texts[0].Locale = "", "FIELD_REQUIRED", "texts[0].locale" },
        { it => it.Texts[0].Locale = "xx-nowhere", "LOCALE_INVALID", "texts[0].locale" },
        { it => it.Texts.Add(it.Texts[0].Clone()), "LOCALE_INVALID", "texts[1].locale" },
        { it => it.Texts[0].Subject = "", "FIELD_REQUIRED", "texts[0].subject" },
        { it => it.Texts[0].Subject = new string('x', 201), "FIELD_TOO_LONG", "texts[0].subject" },
        { it => it.Texts[0].Subject = "{{cart.nothing}}", "VARIABLE_UNKNOWN", "texts[0].subject" },
        { it => it.Texts[0].ClearBody(), "FIELD_REQUIRED", "texts[0].body" },
        { it => it.Texts[0].Blocks.Blocks.Clear(), "FIELD_REQUIRED", "texts[0].blocks.blocks" },
        { it => it.Texts[0].Blocks.Blocks.Add(new Block()), "FIELD_REQUIRED", "texts[0].blocks.blocks[1]" },
        { it => it.Texts[0].Blocks.Blocks.Add(Letters.OrderLines()), "BLOCK_UNFIT", "texts[0].blocks.blocks[1].order_lines" },
        { it => it.Texts[0].Blocks.Blocks.Add(Letters.Button("Go", ButtonTarget.Url)), "URL_MISSING", "texts[0].blocks.blocks[1].button.url" },
        { it => it.Texts[0].Blocks.Blocks.Add(Letters.Button("Go", ButtonTarget.Url, "javascript:x")), "URL_INVALID", "texts[0].blocks.blocks[1].button.url" },
        { it => it.Texts[0].Blocks.Blocks.Add(Letters.Button("{{go}}", ButtonTarget.RecoverCart)), "VARIABLE_UNKNOWN", "texts[0].blocks.blocks[1].button.label" },
        { it => it.Texts[0].Blocks.Blocks.Add(Letters.CartLines(21)), "FIELD_INVALID", "texts[0].blocks.blocks[1].cart_lines.line_count" },
        { it => it.Texts[0].HandCoded = new HandCoded { Html = "<script src=\"x\"></script>", Text = "x" }, "MARKUP_UNSAFE", "texts[0].hand_coded.html" },
        { it => it.Texts[0].HandCoded = new HandCoded { Html = "<LINK rel=stylesheet href=\"http://10.0.0.1/\">", Text = "x" }, "MARKUP_UNSAFE", "texts[0].hand_coded.html" },
        { it => it.Texts[0].HandCoded = new HandCoded { Html = "<style>p { color: {{cart.coupon}} }</style>", Text = "x" }, "MARKUP_UNSAFE", "texts[0].hand_coded.html" },
        { it => it.Texts[0].HandCoded = new HandCoded { Html = new string('x', 99_000), Text = "x" }, "CONTENT_TOO_LARGE", "texts[0]" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found_where_it_is(Action<TemplateDefinition> err, string reason, string field)
    {
        var definition = Letters.Of(TemplateSubject.Cart, Letters.CartLines());
        Assert.Empty(TrialFindings.Check(definition).Findings);
        err(definition);
        var (template, findings) = TrialFindings.Check(definition);
        Assert.Null(template);
        Assert.Contains(findings, finding => (finding.Severity, finding.Reason, finding.Field) == (FindingSeverity.Error, reason, field));
        Assert.All(findings, finding => Assert.True(finding.Detail.Length > 10 && finding.Detail.EndsWith('.')));
    }

    public static TheoryData<Action<TemplateDefinition>, string, string> Blemishes => new()
    {
        { it => it.Texts[0].Subject = "{{cart.first_item}} and everything else that you left is still here", "SUBJECT_LONG", "texts[0].subject" },
        { it => it.Texts[0].Preheader = "Short", "PREHEADER_LENGTH", "texts[0].preheader" },
        { it => it.Texts[0].Blocks.Blocks[0] = Letters.Paragraph("x"), "CORE_BLOCK_MISSING", "texts[0].blocks.blocks" },
        { it => it.Texts[0].HandCoded = new HandCoded { Html = "<p>x</p>", Text = "x" }, "UNSUBSCRIBE_ADDED", "texts[0].hand_coded.html" },
        { it => it.Texts[0].HandCoded = new HandCoded { Html = "<img src=\"https://x.example/y.png\">", Text = "x" }, "ALT_MISSING", "texts[0].hand_coded.html" },
    };

    [Theory]
    [MemberData(nameof(Blemishes))]
    public void What_could_be_better_is_said_and_can_be_put(Action<TemplateDefinition> change, string reason, string field)
    {
        var definition = Letters.Of(TemplateSubject.Cart, Letters.CartLines());
        change(definition);
        var (template, findings) = TrialFindings.Check(definition);
        Assert.NotNull(template);
        Assert.Contains(findings, finding => (finding.Severity, finding.Reason, finding.Field) == (FindingSeverity.Warning, reason, field));
    }

    [Fact]
    public void Every_kind_of_block_can_be_read_and_shows_something()
    {
        var facts = InventedMessage.Of(new TemplateDefinition { SubjectKind = TemplateSubject.Products }, null) with
        {
            Brand = new Brand
            {
                Links = { new BrandLink { Kind = BrandLinkKind.Help, Url = "https://x.example/help" } },
                Advantages = { new BrandAdvantage { Text = "30 days to return" } },
            },
        };
        foreach (var kind in Enum.GetValues<Block.KindOneofCase>().Where(kind => kind is not Block.KindOneofCase.None))
        {
            var block = Whole(kind);
            Assert.Equal(kind, block.KindCase);
            block.Required = true;
            var subject = kind switch
            {
                Block.KindOneofCase.CartLines => TemplateSubject.Cart,
                Block.KindOneofCase.OrderLines => TemplateSubject.Order,
                _ => TemplateSubject.Products,
            };
            var content = InventedMessage.Of(new TemplateDefinition { SubjectKind = subject }, null).Content;
            Letters.Render(Letters.Of(subject, block), facts with { Content = content });
        }
    }

    static Block Whole(Block.KindOneofCase kind) => kind switch
    {
        Block.KindOneofCase.Headline => Letters.Headline("x"),
        Block.KindOneofCase.Text => Letters.Paragraph("x"),
        Block.KindOneofCase.Hero => new Block { Hero = new HeroBlock { ImageUrl = "https://x.example/y.png", AltText = "y", Headline = "x" } },
        Block.KindOneofCase.CartLines => Letters.CartLines(),
        Block.KindOneofCase.OrderLines => Letters.OrderLines(),
        Block.KindOneofCase.Products => Letters.Products(),
        Block.KindOneofCase.Recommendations => new Block { Recommendations = new RecommendationsBlock { Headline = "x" } },
        Block.KindOneofCase.Button => Letters.Button("x", ButtonTarget.Storefront),
        Block.KindOneofCase.Advantages => new Block { Advantages = new AdvantagesBlock() },
        Block.KindOneofCase.Help => new Block { Help = new HelpBlock() },
        Block.KindOneofCase.Steps => new Block { Steps = new StepsBlock { Labels = { "Ordered", "Shipped", "Delivered" }, DoneCount = 2 } },
        Block.KindOneofCase.Divider => new Block { Divider = new DividerBlock() },
        _ => throw new InvalidOperationException($"{kind} is new: say here what it looks like."),
    };

    [Theory]
    [InlineData("#0b5394", "", "", null)]
    [InlineData("#ffcc00", "", "", "brand.colors.accent")]
    [InlineData("blue", "", "", "brand.colors.accent")]
    [InlineData("#0b5394", "#123456", "", "brand.colors.accent_text")]
    [InlineData("#0b5394", "", "#222222", "brand.colors.dark_accent")]
    public void Colours_that_cannot_be_read_are_refused(string accent, string text, string dark, string? field)
    {
        var brand = new Brand { Colors = new BrandColors { Accent = accent, AccentText = text, DarkAccent = dark } };
        Assert.Equal(field, BrandRules.Check(brand).Select(violation => violation.Field).SingleOrDefault());
    }

    [Theory]
    [InlineData("#0b5394")]
    [InlineData("#000000")]
    [InlineData("#7a1f5c")]
    public void What_is_left_open_can_be_read_too(string accent)
    {
        Assert.True(BrandColor.Contrast(BrandColor.WordsOn(accent), accent) >= BrandColor.LeastContrast);
        Assert.True(BrandColor.Contrast(BrandColor.ForDark(accent), BrandColor.DarkCard) >= BrandColor.LeastContrast);
    }
}
