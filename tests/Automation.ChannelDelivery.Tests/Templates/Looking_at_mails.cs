using System.Diagnostics;
using System.Text;
using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Testing;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Templates;

/// <summary>
/// Mails in a browser, as wide as a phone and a desktop's mailbox, light and dark. The pictures are kept in
/// <c>.data/pictures/mails</c>, to be looked at.
/// </summary>
[Trait("kind", "stack")]
public sealed class Looking_at_mails
{
    static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    static readonly string[] s_gifts = ["Mug", "Candle", "Tray", "Lamp"];
    static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    static readonly string s_folder = Path.GetFullPath(
        Path.Combine(Environment.GetEnvironmentVariable("AUTOMATION_DATA") ?? Repository.PathOf(".data"), "pictures", "mails"));

    [Theory]
    [InlineData("cart")]
    [InlineData("order")]
    [InlineData("products")]
    [InlineData("story")]
    [InlineData("cart-rtl")]
    public async Task They_fit_every_screen(string name)
    {
        var mail = Mail(name);
        Directory.CreateDirectory(s_folder);
        foreach (var width in new[] { 360, 600 })
        {
            foreach (var isDark in new[] { false, true })
            {
                var file = Path.Combine(s_folder, $"{name}-{width}-{(isDark ? "dark" : "light")}.png");
                var overflow = await ShootAsync(mail.Html, file, width, isDark);
                Assert.True(new FileInfo(file).Length > 5_000, $"{file} shows nothing.");
                Assert.Equal("0", overflow);
            }
        }
    }

    // The page tells how far it is wider than the screen. Chromium's window is never narrower than 500 pixels, so the mail is in a frame of the width.
    static async Task<string> ShootAsync(string html, string file, int width, bool isDark)
    {
        var folder = Directory.CreateTempSubdirectory("automation-mail-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "mail.html"), html);
            var frame = Path.Combine(folder.FullName, "frame.html");
            await File.WriteAllTextAsync(frame, $$"""
                <!DOCTYPE html><html><head><style>html{color-scheme:{{(isDark ? "dark" : "light")}}}body{margin:0}iframe{border:0;display:block}</style></head><body>
                <iframe id="mail" src="mail.html" width="{{width}}" height="1400"></iframe>
                <script>
                document.getElementById('mail').addEventListener('load', event => {
                  const page = event.target.contentDocument.documentElement;
                  document.body.dataset.overflow = Math.max(0, page.scrollWidth - {{width}});
                });
                </script></body></html>
                """);
            string[] arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--allow-file-access-from-files",
                "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={folder.FullName}/profile", $"--window-size={Math.Max(width, 500)},1400",
                "--virtual-time-budget=3000", .. isDark ? ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] : Array.Empty<string>(),
            ];
            await RunAsync([.. arguments, $"--screenshot={file}", new Uri(frame).AbsoluteUri]);
            var page = await RunAsync([.. arguments, "--dump-dom", new Uri(frame).AbsoluteUri]);
            var at = page.IndexOf("data-overflow=\"", StringComparison.Ordinal) + "data-overflow=\"".Length;
            return page[at..page.IndexOf('"', at)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<string> RunAsync(string[] arguments)
    {
        var browser = s_browsers.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("There is no Chromium; ./install.sh --tests installs it.");
        using var process = Process.Start(new ProcessStartInfo(browser, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The browser did not end within {s_limit}.");
        }
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"The browser ended with {process.ExitCode}: {await errors}");
    }

    static MailOutcome.Mail Mail(string name)
    {
        var facts = Letters.Facts() with { Brand = Brand(), Recommended = Recommended() };
        var mail = name switch
        {
            "cart" => Letters.Render(CartIn("en"), facts with { Content = Pictured() }),
            "cart-rtl" => Letters.Render(CartIn("ar"), facts with { Content = Pictured() }),
            "order" => Letters.Render(
                Set(Layout.Receipt, Letters.Of(
                    TemplateSubject.Order, Letters.Headline("Order {{order.number}} is on its way"),
                    new Block { Steps = new StepsBlock { Labels = { "Ordered", "Shipped", "Delivered" }, DoneCount = 2 } },
                    Letters.Paragraph("{{order.carrier}} brings it within two days."), Letters.Button("Follow the parcel", ButtonTarget.Tracking), Letters.OrderLines(),
                    new Block { Help = new HelpBlock() })),
                facts with { Content = Letters.Order(), UnsubscribeUrl = null }),
            "products" => Letters.Render(
                Set(Layout.SingleProduct, Letters.Of(
                    TemplateSubject.Products, Letters.Headline("{{plural products.count \"# thing you liked costs less\" \"# things you liked cost less\"}}"), Letters.Products(),
                    Letters.Button("To the shop", ButtonTarget.Storefront))),
                facts with
                {
                    Content = Letters.About(true, Letters.Product("cup", 20), Letters.Product("teapot-with-a-very-long-name", 40), Letters.Product("pan", 30)),
                    Products = Pictures(Letters.Sold("cup", 15), Letters.Sold("teapot-with-a-very-long-name", 25), Letters.Sold("pan", 28)),
                }),
            _ => Letters.Render(
                Set(Layout.Story, Letters.Of(
                    TemplateSubject.None,
                    new Block { Hero = new HeroBlock { ImageUrl = "https://img.example.com/hero.png", AltText = "A table laid for tea", Headline = "What Ada's Gifts stands for" } },
                    Letters.Paragraph("We choose every piece by hand.\n\nWhat you buy here was made by people we know, and lasts."),
                    new Block { Advantages = new AdvantagesBlock() }, Letters.Button("Look around", ButtonTarget.Storefront), new Block { Divider = new DividerBlock() },
                    new Block { Recommendations = new RecommendationsBlock { ProductCount = 4, Headline = "Picked for you" } })),
                facts),
        };
        return mail with { Html = WithPictures(mail.Html) };
    }

    static TemplateDefinition CartIn(string locale) => Set(Layout.Reminder, Letters.In(
        locale, TemplateSubject.Cart, Letters.Headline(locale == "ar" ? "سلتك محفوظة" : "Your cart is saved"),
        Letters.Paragraph(locale == "ar" ? "كل شيء كما تركته." : "Everything is as you left it."), Letters.CartLines(),
        Letters.Button(locale == "ar" ? "العودة إلى السلة" : "Back to my cart", ButtonTarget.RecoverCart), new Block { Advantages = new AdvantagesBlock() }, new Block { Help = new HelpBlock() }));

    static TemplateDefinition Set(Layout layout, TemplateDefinition definition)
    {
        definition.Layout = layout;
        definition.Texts[0].Preheader = "What mailboxes show behind the subject, and nobody in the message";
        return definition;
    }

    static Automation.WorkflowEngine.V1.MessageContent Pictured()
    {
        var content = Samples.Content();
        foreach (var line in content.Cart.Lines)
            (line.ImageUrl, line.ProductUrl) = ("https://img.example.com/line.png", "https://gifts.example.com/line");
        content.Cart.Lines.Add(Samples.Line("plain", "A thing without a picture and with a name that goes on and on until it needs a second line", 2, 1_249, 0));
        return content;
    }

    static Dictionary<string, Automation.Recommendations.V1.CatalogProduct> Pictures(params Automation.Recommendations.V1.CatalogProduct[] products) => Letters.Catalog(products);

    static Dictionary<RecommendationStrategy, IReadOnlyList<Product>> Recommended() => new()
    {
        [RecommendationStrategy.Popular] =
            [.. s_gifts.Select(name => new Product { ProductId = name, Title = name, Price = Samples.Pounds(12), ImageUrl = "https://img.example.com/p.png", ProductUrl = "https://gifts.example.com/p" })],
    };

    static Brand Brand() => new()
    {
        Colors = new BrandColors { Accent = "#7a1f5c" },
        ButtonRadius = 6,
        Links =
        {
            new BrandLink { Kind = BrandLinkKind.Help, Url = "https://gifts.example.com/help" },
            new BrandLink { Kind = BrandLinkKind.Returns, Url = "https://gifts.example.com/returns" },
            new BrandLink { Kind = BrandLinkKind.Privacy, Url = "https://gifts.example.com/privacy" },
        },
        Advantages = { new BrandAdvantage { Text = "30 days to return" }, new BrandAdvantage { Text = "Free delivery from £40" }, new BrandAdvantage { Text = "Wrapped as a gift" } },
    };

    // Pictures without a network: a coloured square of the size that the mail gives it.
    static string WithPictures(string html)
    {
        const string Svg = "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='400'><rect width='600' height='400' fill='#c9b79c'/><circle cx='300' cy='200' r='120' fill='#8a6d4b'/></svg>";
        var picture = $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(Svg))}";
        return System.Text.RegularExpressions.Regex.Replace(html, "src=\"https://img[^\"]*\"", $"src=\"{picture}\"");
    }
}
