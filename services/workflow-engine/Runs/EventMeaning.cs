using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Runs;

/// <summary>Whether a record of the log can begin or move a run, told from memory alone: most cannot.</summary>
static class EventMeaning
{
    /// <summary>The record as an input of decisions; null when it means nothing here.</summary>
    public static EventInput? Of(
        MembershipRecord record, OwnedRuns owned, RegistrySnapshot snapshot, Dictionary<(string, Guid), ShopperBatch> shoppers)
    {
        var logged = record.Event;
        var elsewhere = logged.Control?.OrderElsewhere;
        var name = logged.Event is { } own ? EventNames.Of(own) : elsewhere?.Order is not null ? EventNames.OrderCompleted : "";
        // A control record of another kind passes without effect.
        if (name.Length == 0 || logged.ShopperId.Length == 0)
            return null;
        var shopper = (logged.ShopId, Guid.Parse(logged.ShopperId));
        var isPassive = record.NoEffect || elsewhere is not null;
        var meansSomething = name == EventNames.MessageSettled
            // It may bring or move a date that begins runs.
            || (name == EventNames.ShopperIdentified && snapshot.MayTrigger(logged.ShopId, TriggerNames.DateReached))
            || (!isPassive && !logged.Event.History && snapshot.MayTrigger(logged.ShopId, name))
            // An event before it in this very batch may begin the run that it moves.
            || (snapshot.MeansSomethingToRuns(logged.ShopId, name)
                && (owned.OpenShoppers.Contains(shopper) || shoppers.ContainsKey(shopper)));
        if (!meansSomething)
            return null;
        if (elsewhere is not null)
            logged = AsOrder(logged, elsewhere);
        return new EventInput(
            logged,
            name,
            EventNames.ActionOf(logged.Event),
            logged.LogTime.ToDateTimeOffset(),
            new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence },
            Reading: null)
        {
            IsPassive = isPassive,
            IsBeforeOrder = record.BeforeOrder,
        };
    }

    /// <summary>What exits read, and histories keep, of an order of somebody else: an order without an event id.</summary>
    static LoggedEvent AsOrder(LoggedEvent logged, OrderElsewhere elsewhere) => new()
    {
        Partition = logged.Partition,
        Sequence = logged.Sequence,
        ShopId = logged.ShopId,
        ShopperId = logged.ShopperId,
        LogTime = logged.LogTime,
        Depth = logged.Depth,
        Traceparent = logged.Traceparent,
        Event = new Event { OccurTime = elsewhere.OccurTime, OrderCompleted = elsewhere.Order },
    };
}
