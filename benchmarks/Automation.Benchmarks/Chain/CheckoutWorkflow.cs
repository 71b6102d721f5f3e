using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.Benchmarks.Chain;

/// <summary>Writes at once to who begins a checkout.</summary>
static class CheckoutWorkflow
{
    public const string Id = "begun-checkout";

    public static WorkflowDefinition Definition => new()
    {
        DisplayName = "Begun checkout",
        Trigger = new Trigger { Event = new EventMatch { Events = { "checkout_started" } } },
        Reentry = new Reentry { Keyed = new KeyedReentry { Key = "event.cart_id" } },
        ExitWhen = { new EventMatch { Events = { "order_completed" } } },
        Steps =
        {
            new Step
            {
                StepId = "write",
                Send = new SendStep { Channel = Channel.Email, TemplateId = "abandoned-cart", Purpose = Purpose.Marketing },
            },
        },
    };
}
