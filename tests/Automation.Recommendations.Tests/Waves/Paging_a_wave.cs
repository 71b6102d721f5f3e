using Automation.Recommendations.Offers;
using Automation.Recommendations.Waves;
using Xunit;

namespace Automation.Recommendations.Tests.Waves;

public sealed class Paging_a_wave
{
    static readonly Guid s_ann = new(1, 0, 0, new byte[8]);
    static readonly Guid s_bob = new(2, 0, 0, new byte[8]);

    [Fact]
    public void A_shopper_at_the_cut_waits_for_the_next_page_with_all_products()
    {
        var page = WavePage.Of([Row(s_ann, "a"), Row(s_ann, "b"), Row(s_bob, "a")], 3);
        Assert.Equal(s_ann, page.AfterShopper);
        Assert.Equal(["a", "b"], Assert.Single(page.Shoppers).Offered.Select(offered => offered.ProductId));
    }

    [Fact]
    public void A_page_that_is_not_full_is_the_last()
    {
        var page = WavePage.Of([Row(s_ann, "a"), Row(s_bob, "a")], 3);
        Assert.Null(page.AfterShopper);
        Assert.Equal([s_ann, s_bob], page.Shoppers.Select(shopper => shopper.ShopperId));
        Assert.Null(WavePage.Of([], 3).AfterShopper);
    }

    [Fact]
    public void One_who_fills_a_page_alone_is_told_of_what_is_in_it()
    {
        var page = WavePage.Of([Row(s_ann, "a"), Row(s_ann, "b")], 2);
        Assert.Equal(s_ann, page.AfterShopper);
        Assert.Equal(2, Assert.Single(page.Shoppers).Offered.Count);
    }

    static (Guid, OfferedProduct) Row(Guid shopperId, string productId) =>
        (shopperId, new OfferedProduct(productId, default, default, default, default, null));
}
