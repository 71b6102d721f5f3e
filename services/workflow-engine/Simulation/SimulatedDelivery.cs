using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.Sending;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>What becomes of a message, as far as the shopper's own profile tells; by the rules that delivery sends by.</summary>
static class SimulatedDelivery
{
    public static (MessageOutcome Outcome, string Reason) Deliver(DispatchRecord message, Profile? profile)
    {
        // What is for systems goes to no shopper.
        if (message.Purpose is Purpose.System)
            return (MessageOutcome.Sent, "");
        var found = AddressDecision.Find(message.Channel, message.Purpose, profile, subject: null, optOutTime: null);
        return found.Address is null ? (MessageOutcome.Dropped, found.Reason) : (MessageOutcome.Sent, "");
    }
}
