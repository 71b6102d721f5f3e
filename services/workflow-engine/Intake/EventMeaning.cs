using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;

namespace Automation.WorkflowEngine.Intake;

/// <summary>Whether an event can begin or move a run, told from memory alone: most cannot.</summary>
static class EventMeaning
{
    /// <summary>The event as an input of decisions; null when it means nothing here.</summary>
    public static EventInput? Of(
        LoggedEvent logged, OwnedRuns owned, RegistrySnapshot snapshot, Dictionary<(string, Guid), ShopperBatch> shoppers)
    {
        // No control record has a kind that this build knows: it passes without effect.
        if (logged.Event is null || logged.ShopperId.Length == 0 || EventNames.Of(logged.Event) is not { Length: > 0 } name)
            return null;
        var shopper = (logged.ShopId, Guid.Parse(logged.ShopperId));
        var meansSomething = name == EventNames.MessageSettled
            || snapshot.MayTrigger(logged.ShopId, name)
            // An event before it in this very batch may begin the run that it moves.
            || (snapshot.MeansSomethingToRuns(logged.ShopId, name)
                && (owned.OpenShoppers.Contains(shopper) || shoppers.ContainsKey(shopper)));
        return !meansSomething ? null : new EventInput(
            logged,
            name,
            EventNames.ActionOf(logged.Event),
            logged.LogTime.ToDateTimeOffset(),
            new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence },
            Reading: null);
    }
}
