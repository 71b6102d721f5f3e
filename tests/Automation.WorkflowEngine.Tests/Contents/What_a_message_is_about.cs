using Automation.Commerce.V1;
using Automation.WorkflowEngine.Checks;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Tests.Templates;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Contents;

/// <summary>What a message shows of an order and of products, and what the check before it leaves makes of news.</summary>
public sealed class What_a_message_is_about
{
    [Fact]
    public void An_order_is_shown_as_it_is()
    {
        var order = Asked(Ordering("order_completed"), A.Order("o", total: 12)).Dispatches[0].Content.Order;
        Assert.Equal(("o", 12, "mug"), (order.OrderId, order.Total.Units, Assert.Single(order.Lines).ProductId));
        Assert.Null(order.Refunded);
    }

    [Fact]
    public void An_order_whose_lines_changed_meanwhile_is_shown_anew()
    {
        var story = Asked(Ordering("order_completed"), A.Order("o")).At(2, new Event
        {
            OrderUpdated = new OrderUpdated { OrderId = "o", Lines = { A.Line("pot") }, Total = new Money { CurrencyCode = "GBP", Units = 9 } },
        });
        var verdict = Check(story, Ordering("order_completed"));
        Assert.Equal((Verdict.Changed, "pot"), (verdict.Verdict, Assert.Single(verdict.Content.Order.Lines).ProductId));
    }

    [Fact]
    public void An_order_that_is_as_it_was_goes() => Assert.Equal(Verdict.Go, Check(
        Asked(Ordering("order_completed"), A.Order("o")).At(2, A.Added("k")), Ordering("order_completed")).Verdict);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_order_that_is_off_is_not_shown(bool isCancelled)
    {
        var story = Asked(Ordering("order_completed"), A.Order("o"))
            .At(2, isCancelled ? Hearing_of_an_order.Cancelled("o") : Hearing_of_an_order.Refund("o", null));
        var verdict = Check(story, Ordering("order_completed"));
        Assert.Equal((Verdict.Drop, RunReasons.OrderCancelled), (verdict.Verdict, verdict.Reason));
        story.At(3, A.Settled(story.Dispatches[0], MessageOutcome.Dropped, RunReasons.OrderCancelled));
        Assert.Equal((RunState.Exited, RunReasons.OrderCancelled), (story.Run.State, story.Run.EndReason));
    }

    [Fact]
    public void A_refund_in_part_is_shown_and_stops_nothing()
    {
        var story = Asked(Ordering("order_completed"), A.Order("o")).At(2, Hearing_of_an_order.Refund("o", 3));
        var verdict = Check(story, Ordering("order_completed"));
        Assert.Equal((Verdict.Changed, 3), (verdict.Verdict, verdict.Content.Order.Refunded.Units));
    }

    [Fact]
    public void What_tells_that_an_order_is_off_is_not_stopped_by_that()
    {
        var definition = Ordering("order_cancelled");
        var story = new Story(definition).At(0, A.Order("o")).At(1, Hearing_of_an_order.Cancelled("o")).Until(1);
        Assert.Equal("mug", Assert.Single(story.Dispatches[0].Content.Order.Lines).ProductId);
        Assert.Equal(Verdict.Go, Check(story, definition).Verdict);
    }

    [Theory]
    [InlineData("event.order_id")]
    [InlineData("")]
    public void An_order_is_known_whatever_the_key(string key)
    {
        var definition = Ordering("order_completed");
        definition.Reentry = key.Length > 0 ? new Reentry { Keyed = new KeyedReentry { Key = key } } : new Reentry { Shopper = new ShopperReentry() };
        Assert.Equal("o", Asked(definition, A.Order("o")).Dispatches[0].Content.Order.OrderId);
    }

    [Fact]
    public void An_order_without_an_id_of_its_own_is_known_by_its_event() =>
        Assert.Equal("mug", Assert.Single(Asked(Ordering("order_completed"), A.Order("undefined")).Dispatches[0].Content.Order.Lines).ProductId);

    [Fact]
    public void A_product_that_was_wished_for_is_shown_until_it_is_bought()
    {
        var definition = Products("product_added_to_wishlist");
        var story = Asked(definition, new Event { ProductAddedToWishlist = new ProductAddedToWishlist { Product = A.Line("mug") } });
        Assert.Equal(("mug", "The mug"), story.Dispatches[0].Content.Products.Products.Select(product => (product.ProductId, product.Title)).Single());
        Assert.Equal(Verdict.Go, Check(story, definition).Verdict);
        var verdict = Check(story.At(2, A.Order("o")), definition);
        Assert.Equal((Verdict.Drop, RunReasons.ProductsBought), (verdict.Verdict, verdict.Reason));
    }

    [Fact]
    public void Another_variant_that_was_bought_is_another_product()
    {
        var definition = Products("stock_notice_requested");
        var wanted = A.Line("mug");
        wanted.VariantId = "blue";
        var story = Asked(definition, new Event { StockNoticeRequested = new StockNoticeRequested { Product = wanted } });
        Event Bought(string orderId, string variant)
        {
            var order = A.Order(orderId);
            order.OrderCompleted.Lines[0].VariantId = variant;
            return order;
        }

        Assert.Equal(Verdict.Go, Check(story.At(2, Bought("o", "red")), definition).Verdict);
        Assert.Equal(Verdict.Drop, Check(story.At(3, Bought("p", "blue")), definition).Verdict);
    }

    [Fact]
    public void A_trigger_that_is_about_neither_shows_nothing() =>
        Assert.Equal(MessageContent.SubjectOneofCase.None, Asked(Products("shopper_identified"), new Event { ShopperIdentified = new() }).Dispatches[0].Content.SubjectCase);

    static Story Asked(WorkflowDefinition definition, Event @event) => new Story(definition).At(1, @event).Until(1);

    static SendVerdict Check(Story story, WorkflowDefinition definition) => SendRules.WithProfile(
        story.Run, Story.Compiled(definition), story.Profile, story.Dispatches[0].Content.Revision, Story.Time(4));

    static WorkflowDefinition Ordering(string trigger) => A.Definition($$"""
        {"displayName": "Of an order", "trigger": {"event": {"events": ["{{trigger}}"]} }, "reentry": {"keyed": {"key": "event.order_id"} },
         "steps": [{"stepId": "tell", "send": {"channel": "CHANNEL_EMAIL", "templateId": "any", "purpose": "PURPOSE_TRANSACTIONAL"} }]}
        """);

    static WorkflowDefinition Products(string trigger) => A.Definition($$"""
        {"displayName": "Of products", "trigger": {"event": {"events": ["{{trigger}}"]} }, "reentry": {"shopper": {} },
         "steps": [{"stepId": "tell", "send": {"channel": "CHANNEL_EMAIL", "templateId": "any", "purpose": "PURPOSE_MARKETING"} }]}
        """);
}
