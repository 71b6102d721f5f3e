using Automation.Commerce.V1;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using static Automation.Recommendations.Tests.Running.OfferStory;
using static Automation.Recommendations.Tests.Running.RunningRecommendations;

namespace Automation.Recommendations.Tests.Running;

[Trait("kind", "fault")]
[Collection(RecommendationsCollection.Name)]
public sealed class Telling_who_waits(RunningRecommendations running)
{
    [Fact]
    public async Task Those_who_wait_are_told_in_their_order_three_for_a_unit_and_the_next_half_an_hour_later()
    {
        var story = await BeginAsync(running);
        await story.RecordAsync(Stocked("lamp", 0));
        for (var number = 0; number < 9; number++)
        {
            await story.RecordAsync(Asked($"u{number}", "lamp", "red", number == 1 ? Channel.Sms : Channel.Unspecified));
            await story.MoveByAsync(TimeSpan.FromSeconds(1));
        }
        var order = By("u3", Ordered("lamp"));
        order.OrderCompleted.Total = Gbp(20);
        await story.RecordAsync(
            By("u2", new Event { StockNoticeWithdrawn = new() { ProductId = "lamp", VariantId = "red" } }), order, Asked("u0", "lamp", "red"));
        await story.MoveByAsync(TimeSpan.FromSeconds(1));

        await story.RecordAsync(Stocked("lamp", 1));
        await story.MoveByAsync(TimeSpan.FromMinutes(9));
        Assert.Empty(await story.ToldAsync());
        await story.MoveByAsync(TimeSpan.FromMinutes(2));
        await AssertToldAsync("u0", "u1", "u4");
        await running.Suite["recommendations", 0].RestartAsync();
        await running.Suite["recommendations", 1].RestartAsync();
        await story.MoveByAsync(TimeSpan.FromMinutes(20));
        await AssertToldAsync("u0", "u1", "u4");
        await story.MoveByAsync(TimeSpan.FromMinutes(10));
        await AssertToldAsync("u0", "u1", "u4", "u5", "u6", "u7");
        // Sold out before the next turn, and back within the day: they wait on, at their place.
        await story.RecordAsync(Stocked("lamp", 0));
        await story.MoveByAsync(TimeSpan.FromHours(1));
        await story.RecordAsync(Stocked("lamp", 5));
        await story.MoveByAsync(TimeSpan.FromHours(1));
        await AssertToldAsync("u0", "u1", "u4", "u5", "u6", "u7");
        await story.MoveByAsync(TimeSpan.FromDays(1));
        await AssertToldAsync("u0", "u0", "u1", "u1", "u4", "u4", "u5", "u5", "u6", "u6", "u7", "u7", "u8");

        var back = (await story.ToldAsync()).First(told => told.UserId == "u1").Logged.Event.BackInStock;
        var product = Assert.Single(back.Products);
        Assert.Equal((true, Channel.Sms, "lamp", "red", "Title of lamp", Gbp(20)),
            (back.Requested, back.Channel, product.ProductId, product.VariantId, product.Title, product.UnitPrice));

        async Task AssertToldAsync(params string[] users) =>
            Assert.Equal(users, (await story.ToldAsync()).Select(told => told.UserId).Order(StringComparer.Ordinal));
    }
}
