using Automation.Commerce.V1;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow price-drop, edge by edge.</summary>
public sealed class Becoming_cheaper
{
    [Fact]
    public void Is_told_at_once_with_the_price_of_then_and_now()
    {
        var tale = Tale().At(1, Dropped("w", "mug", "pot"));
        Assert.Equal(["d1 1 mug+pot"], tale.Messages);
        var content = tale.Run().Runs[0].Messages[0].Content.Products;
        Assert.True(content.ReducedOnly);
        Assert.Equal((4, 8, 10), (content.MoreCount, content.Products[0].Price.Units, content.Products[0].FormerPrice.Units));
    }

    [Fact]
    public void Soon_after_an_order_is_not_told()
    {
        FlowTale After(double hours) => Tale().At(0, A.Order("o")).At(hours, Dropped("w", "pot"));
        Assert.Empty(After(167).Run().Runs);
        Assert.Equal(["d1 169 pot"], After(169).Messages);
    }

    [Fact]
    public void In_a_cart_that_is_reminded_of_is_left_to_that() =>
        Assert.Empty(Tale().At(0, A.Added("k", "mug")).At(5, Dropped("w", "mug")).Run().Runs);

    [Fact]
    public void Is_told_once_a_week() =>
        Assert.Equal(["d1 1 mug", "d1 200 bowl"], Tale().At(1, Dropped("w", "mug")).At(100, Dropped("v", "pot")).At(200, Dropped("u", "bowl")).Messages);

    [Fact]
    public void Without_consent_is_not_told() => Assert.Empty(new FlowTale("price-drop").At(0, Declined).At(1, Dropped("w", "mug")).Run().Runs);

    [Fact]
    public void Of_what_the_shop_excludes_is_not_told() =>
        Assert.Equal(["price-drop Exited GUARD_FALSE"], Tale().Segment("staff", "profile.email == \"ann@example.com\"").At(1, Dropped("w", "mug")).Ends);

    static FlowTale Tale() => new FlowTale("price-drop").At(0, Agreed);

    static Event Dropped(string wave, params string[] products) => new()
    {
        PriceDropped = new PriceDropped
        {
            WaveId = wave,
            MoreCount = 4,
            Items =
            {
                products.Select(product => new DroppedPrice
                {
                    Product = A.Line(product, price: 8),
                    FormerPrice = new Money { CurrencyCode = "GBP", Units = 10 },
                    Interest = Interest.Viewed,
                }),
            },
        },
    };
}
