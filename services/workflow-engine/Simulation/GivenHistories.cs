using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.ServiceDefaults.Clocks;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>Turns the events that a caller gives into what the log would have of each shopper.</summary>
static class GivenHistories
{
    const int MaxEvents = 50_000;
    const int MaxShopperName = 100;

    // Whoever gives thousands of events that are wrong in the same way need not be told each time.
    const int MostViolations = 20;

    static readonly DateTimeOffset s_earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset s_latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>By shopper, in order of their first event; what is wrong is taken down.</summary>
    public static IReadOnlyList<ShopperHistory> Read(string shopId, GivenHistory given, ViolationList violations)
    {
        if (given.Events.Count == 0)
            violations.Required("given.events");
        if (given.Events.Count > MaxEvents)
            violations.TooLong("given.events", $"has {given.Events.Count:N0} events; give at most {MaxEvents:N0}, or name recorded shoppers.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < Math.Min(given.Events.Count, MaxEvents) && violations.Found.Count < MostViolations; index++)
            Check(given.Events[index], $"given.events[{index}]", ids, violations);
        return violations.Found.Count > 0 ? [] : Order(shopId, given);
    }

    static void Check(SimulatedEvent said, string path, HashSet<string> ids, ViolationList violations)
    {
        if (said.Shopper.Length == 0)
            violations.Required($"{path}.shopper");
        if (said.Shopper.Length > MaxShopperName)
            violations.TooLong($"{path}.shopper", $"has {said.Shopper.Length} characters; use at most {MaxShopperName}.");
        if (said.Event is null)
        {
            violations.Required($"{path}.event");
            return;
        }
        if (said.Event.EventId.Length > 0 && !ids.Add(said.Event.EventId))
            violations.Invalid($"{path}.event.event_id", $"'{said.Event.EventId}' stands at an earlier event; the log takes an id once. Leave this one out.");
        if (EventNames.Of(said.Event).Length == 0)
            violations.Invalid($"{path}.event", "has no action of a shopper that this build knows; set one of Event.action, and leave product_upserted and product_deleted out.");
        else if (EventNames.Of(said.Event) == EventNames.MessageSettled)
            violations.Invalid($"{path}.event.message_settled", "is simulated; leave the event out.");
        if (said.LogTime is null)
        {
            violations.Required($"{path}.log_time");
            return;
        }
        if (Instant(said.LogTime) is not { } logTime)
            violations.Invalid($"{path}.log_time", "must be an instant of the years 2000 to 8999.");
        else if (said.Event.OccurTime is { } occurTime && !(Instant(occurTime) <= logTime + s_clockTolerance))
            violations.Invalid($"{path}.event.occur_time", "must be an instant of the years 2000 to 8999, at most ten minutes after log_time.");
    }

    // Text of JSON is checked by the parser; a binary message may say anything.
    static DateTimeOffset? Instant(Timestamp time) =>
        time.Nanos is >= 0 and <= 999_999_999 && time.Seconds >= s_earliest.ToUnixTimeSeconds() && time.Seconds < s_latest.ToUnixTimeSeconds()
            ? time.ToDateTimeOffset().ToStoredPrecision()
            : null;

    static List<ShopperHistory> Order(string shopId, GivenHistory given)
    {
        var histories = new Dictionary<string, (ShopperHistory History, List<LoggedEvent> Records)>(StringComparer.Ordinal);
        var ordered = new List<ShopperHistory>();
        foreach (var (said, number) in given.Events.Select((said, index) => (said, index + 1)).OrderBy(row => Instant(row.said.LogTime)))
        {
            if (!histories.TryGetValue(said.Shopper, out var own))
            {
                var id = Guid.TryParseExact(said.Shopper, "D", out var known) ? known : NameIds.OfSimulatedShopper(said.Shopper);
                var records = new List<LoggedEvent>();
                own = (new ShopperHistory(said.Shopper, id, Partitions.Of(shopId, id.ToString()), records), records);
                histories[said.Shopper] = own;
                ordered.Add(own.History);
            }
            own.Records.Add(Logged(shopId, own.History, said, number, own.Records.Count + 1));
        }
        return ordered;
    }

    static LoggedEvent Logged(string shopId, ShopperHistory history, SimulatedEvent said, int number, int sequence)
    {
        var logTime = Instant(said.LogTime)!.Value.ToTimestamp();
        var @event = said.Event.Clone();
        if (@event.EventId.Length == 0)
            @event.EventId = $"event-{number}";
        @event.OccurTime ??= logTime;
        return new LoggedEvent
        {
            Partition = history.Partition,
            Sequence = sequence,
            ShopId = shopId,
            ShopperId = history.ShopperId.ToString(),
            LogTime = logTime,
            Event = @event,
        };
    }
}
