using Automation.Commerce.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests;

/// <summary>Builders.</summary>
static class A
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The definition that is shipped, as it is shipped.</summary>
    public static WorkflowDefinition CartWorkflow() =>
        WorkflowDefinition.Parser.ParseJson(File.ReadAllText(Repository.PathOf("samples", "workflows", "abandoned-cart.json")));

    public static WorkflowDefinition Definition(string json) => WorkflowDefinition.Parser.ParseJson(json);

    /// <summary>The shipped definition without its cooldown: the same cart may begin again and again.</summary>
    public static WorkflowDefinition CartWorkflowAgainAndAgain()
    {
        var definition = CartWorkflow();
        definition.Reentry.Keyed.Cooldown = null;
        return definition;
    }

    public static LineItem Line(string productId, int quantity = 1, long price = 10) => new()
    {
        ProductId = productId,
        Title = $"The {productId}",
        Quantity = quantity,
        UnitPrice = new Money { CurrencyCode = "GBP", Units = price },
    };

    public static Event Added(string cartId, string productId = "mug", int quantity = 1, long price = 10) =>
        new() { ProductAdded = new ProductAdded { CartId = cartId, Product = Line(productId, quantity, price) } };

    public static Event Removed(string cartId, string productId = "mug", int quantity = 1) =>
        new() { ProductRemoved = new ProductRemoved { CartId = cartId, Product = Line(productId, quantity) } };

    public static Event Updated(string cartId, params LineItem[] lines) =>
        new() { CartUpdated = new CartUpdated { CartId = cartId, Lines = { lines } } };

    public static Event Checkout(string cartId) => new() { CheckoutStarted = new CheckoutStarted { CartId = cartId } };

    public static Event Viewed(string cartId) => new() { CartViewed = new CartViewed { CartId = cartId } };

    public static Event Order(string orderId, string cartId = "", long total = 10) => new()
    {
        OrderCompleted = new OrderCompleted
        {
            OrderId = orderId,
            CartId = cartId,
            Lines = { Line("mug") },
            Total = new Money { CurrencyCode = "GBP", Units = total },
        },
    };

    /// <summary>The event, told so long after it happened at a minute of the story.</summary>
    public static Event Late(Event @event, double minutes, TimeSpan age)
    {
        @event.OccurTime = (Story.Time(minutes) - age).ToTimestamp();
        return @event;
    }

    /// <summary>The event, reported as the past.</summary>
    public static Event Past(Event @event)
    {
        @event.History = true;
        return @event;
    }

    public static Condition Condition(string field, Operator op, double value) =>
        new() { Compare = new Comparison { Field = field, Op = op, Value = Value.ForNumber(value) } };

    public static Event Custom(string name, params (string Name, Value Value)[] properties)
    {
        var custom = new CustomEvent { Name = name, Properties = new Struct() };
        foreach (var (key, value) in properties)
            custom.Properties.Fields[key] = value;
        return new Event { Custom = custom };
    }

    public static Event Settled(DispatchRecord message, MessageOutcome outcome = MessageOutcome.Sent, string reason = "") => new()
    {
        MessageSettled = new MessageSettled
        {
            MessageId = message.MessageId,
            RunId = message.RunId,
            StepId = message.StepId,
            Outcome = outcome,
            Reason = reason,
            Channel = message.Channel,
        },
    };
}
