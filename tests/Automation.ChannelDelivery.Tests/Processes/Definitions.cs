using Automation.Commerce.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>Workflows that ask for messages.</summary>
static class Definitions
{
    /// <summary>The one that is shipped: an hour after the cart was left.</summary>
    public static WorkflowDefinition AbandonedCart() =>
        WorkflowDefinition.Parser.ParseJson(File.ReadAllText(Repository.PathOf("samples", "workflows", "abandoned-cart.json")));

    /// <summary>Asks for a message as soon as a cart was told of, unless its shopper buys.</summary>
    public static WorkflowDefinition AtOnce(string templateId = "abandoned-cart") =>
        Sends("cart_updated", "event.cart_id", Purpose.Marketing, templateId);

    /// <summary>Asks for a message that the shopper needs when a checkout begins.</summary>
    public static WorkflowDefinition Needed() => Sends("checkout_started", "event.cart_id", Purpose.Transactional, "abandoned-cart");

    /// <summary>Asks for a message that is about no cart.</summary>
    public static WorkflowDefinition WithoutCart() => Sends("order_fulfilled", "event.order_id", Purpose.Marketing, "abandoned-cart");

    static WorkflowDefinition Sends(string trigger, string key, Purpose purpose, string templateId) => new()
    {
        DisplayName = $"Message on {trigger}",
        Trigger = new Trigger { Event = new EventMatch { Events = { trigger } } },
        Reentry = new Reentry { Keyed = new KeyedReentry { Key = key } },
        ExitWhen = { new EventMatch { Events = { "order_completed" } } },
        Steps = { new Step { StepId = "remind", Send = new SendStep { Channel = Channel.Email, Purpose = purpose, TemplateId = templateId } } },
    };
}
